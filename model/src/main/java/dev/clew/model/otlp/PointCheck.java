package dev.clew.model.otlp;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds data points that the metrics store would not take; {@link OtlpCheck} walks them. */
final class PointCheck {
  /** The coarsest native histogram of Prometheus. */
  private static final int COARSEST_SCALE = -4;

  /** Scope of series in Prometheus' own model, which keep other rules. */
  private static final byte[] VERBATIM = "clew.prometheus".getBytes(StandardCharsets.US_ASCII);

  /** Labels that resource and scope may add to those of a point before it is doubtful. */
  private static final int SPARE_LABELS = 32;

  /** How much of a name or value a message quotes. */
  private static final int QUOTED = 100;

  /** Metrics of which a point means nothing without a temporality. */
  private static final Set<String> TEMPORAL = Set.of("sum", "histogram", "exponential_histogram");

  private final PointLimits limits;

  /** What kind of metric is being read, if it lacks a temporality; else empty. */
  private String untold = "";

  private byte[] array = new byte[0];
  private boolean verbatim;
  private int nameOffset;
  private int nameEnd;
  private boolean numberSeen;
  private boolean noRecordedValue;
  private boolean doubtful;

  private @Nullable String reason;
  private boolean byTime;
  private String remedy = "";

  PointCheck(PointLimits limits) {
    this.limits = limits;
  }

  void startResource(byte[] bytes) {
    array = bytes;
    verbatim = false;
  }

  void startScope() {
    verbatim = false;
  }

  void scopeName(int from, int to) {
    verbatim = java.util.Arrays.equals(array, from, to, VERBATIM, 0, VERBATIM.length);
  }

  /** Looks for the name, which has to be known before the points, wherever it stands. */
  void startMetric(ProtoCursor metric) {
    nameOffset = 0;
    nameEnd = 0;
    int start = metric.position();
    while (metric.next()) {
      if (metric.field() == 1 && metric.wireType() == ProtoCursor.BYTES) {
        int outer = metric.enter();
        nameOffset = metric.position();
        nameEnd = metric.limit();
        metric.leave(outer);
      } else {
        metric.skip();
      }
    }
    metric.rewind(start);
  }

  /** Looks for the temporality, which stands behind the points. */
  void startData(ProtoCursor data, String kind) {
    untold = "";
    if (!TEMPORAL.contains(kind)) {
      return;
    }
    long temporality = 0;
    int start = data.position();
    while (data.next()) {
      if (data.field() == 2 && data.wireType() == ProtoCursor.VARINT) {
        temporality = data.varintField();
      } else {
        data.skip();
      }
    }
    data.rewind(start);
    untold = temporality == 1 || temporality == 2 ? "" : kind;
  }

  void startRecord(boolean isPoint) {
    numberSeen = false;
    noRecordedValue = false;
    reason = null;
    byTime = false;
    if (!isPoint) {
      return;
    }
    if (nameEnd == nameOffset) {
      fault("a metric without a name", "Name the instrument.");
    } else if (!untold.isEmpty() && !verbatim) {
      fault(
          "a " + untold + " that is neither cumulative nor delta",
          "Set aggregation_temporality of the metric.");
    }
  }

  /** An attribute of the point has no key. */
  void noKey() {
    fault("an attribute without a key", "Name the attribute, or leave it out.");
  }

  void number() {
    numberSeen = true;
  }

  void flags(long flags) {
    noRecordedValue = (flags & 1) != 0;
  }

  void time(long nanos) {
    if (nanos == 0) {
      return; // it gets the time of receipt
    }
    if (nanos < limits.oldestNanos()) {
      byTime |= reason == null;
      fault(
          "a point of " + time(nanos, false) + " is older than what is kept",
          "Points are taken from "
              + time(limits.oldestNanos(), true)
              + " on; metrics.retention says how long they are kept.");
    } else if (nanos > limits.newestNanos()) {
      byTime |= reason == null;
      fault(
          "a point of " + time(nanos, false) + " lies too far in the future",
          "Set the clock of the sender: points are taken up to a day ahead.");
    }
  }

  private static Instant time(long nanos, boolean seconds) {
    Instant instant = Instant.ofEpochSecond(0, nanos);
    return seconds ? Instant.ofEpochSecond(instant.getEpochSecond()) : instant;
  }

  void scale(long scale) {
    if (scale < COARSEST_SCALE) {
      fault(
          "an exponential histogram of scale " + scale + " (expected: >= " + COARSEST_SCALE + ")",
          "Give the sender's exponential histograms more buckets (maxSize).");
    }
  }

  /** A key or text value of an attribute. */
  void text(boolean ofPoint, int from, int to) {
    if (to - from <= limits.labelLength() || verbatim) {
      return;
    }
    if (!ofPoint) {
      doubtful = true; // it depends on whether it becomes a label
      return;
    }
    int length = characters(from, to);
    if (length > limits.labelLength()) {
      fault(
          "a label of " + length + " characters (limit: " + limits.labelLength() + ")",
          "Shorten the attribute, or raise metrics.max_label_length.");
    }
  }

  /** The length in UTF-16 units: four bytes make two, other sequences one. */
  private int characters(int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      int b = array[i] & 0xff;
      count += (b & 0xc0) == 0x80 ? 0 : b >= 0xf0 ? 2 : 1;
    }
    return count;
  }

  void endPoint(boolean isNumber, int attributes) {
    if (isNumber && !numberSeen && !noRecordedValue && !verbatim) {
      fault(
          "a point without a value",
          "Send as_double or as_int, or the flag that no value was recorded.");
    }
    if (attributes + 1 > limits.labels()) {
      fault(
          "a point with " + attributes + " attributes (limit: " + limits.labels() + " labels)",
          "Send fewer attributes, or raise metrics.max_labels_per_series.");
    } else if (attributes + SPARE_LABELS > limits.labels()) {
      doubtful = true;
    }
  }

  private void fault(String what, String whatToDo) {
    if (reason == null) {
      int end = Math.min(nameEnd, nameOffset + QUOTED);
      String name = new String(array, nameOffset, end - nameOffset, StandardCharsets.UTF_8);
      reason = (name.isEmpty() ? "" : "metric " + name + ": ") + what;
      remedy = whatToDo;
    }
  }

  /** Why the point would not be taken; null when it would. */
  @Nullable String reason() {
    return reason;
  }

  /** Whether it is because of its time. */
  boolean isByTime() {
    return byTime;
  }

  String remedy() {
    return Objects.requireNonNullElse(remedy, "");
  }

  /** Whether something has been seen that only the store can judge. */
  boolean doubtful() {
    return doubtful;
  }
}
