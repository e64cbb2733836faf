package dev.clew.collector.prometheus;

import dev.clew.collector.intake.SeriesLimits;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The labels of one series as slices of the request they came in; used again for the next one.
 *
 * <p>The specification asks senders for labels in order, but Prometheus' own receiver sorts them,
 * and so many senders do not: the order is used to find repeated names cheaply, nothing else.
 */
public final class SeriesLabels {
  private static final byte[] METRIC_NAME = "__name__".getBytes(StandardCharsets.US_ASCII);

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** As much of a label as people read. */
  private static final int LONGEST_QUOTE = 60;

  private final SeriesLimits limits;
  private byte[] array = new byte[0];

  /** Offset and length of name and value: four numbers for each label. */
  private int[] slices = new int[4 * 32];

  private int size;
  private int metricName = -1;

  /** Whether it is known that all texts are ASCII. */
  private boolean ascii;

  public SeriesLabels(SeriesLimits limits) {
    this.limits = limits;
  }

  public void start(byte[] bytes) {
    array = bytes;
    size = 0;
    ascii = false;
  }

  /** Looks at all texts at once: they stand in this range, with nothing else that is long. */
  void checkAscii(int from, int end) {
    ascii = isAscii(from, end);
  }

  int size() {
    return size;
  }

  public void add(int nameOffset, int nameLength, int valueOffset, int valueLength) {
    int at = 4 * size++;
    if (size > limits.labels() + 1) {
      return; // it is refused in any case: only their number is told
    }
    if (at == slices.length) {
      slices = Arrays.copyOf(slices, 2 * at);
    }
    slices[at] = nameOffset;
    slices[at + 1] = nameLength;
    slices[at + 2] = valueOffset;
    slices[at + 3] = valueLength;
  }

  /** Why the series cannot be taken; null when it can. */
  @Nullable String fault() {
    String fault = pairsFault();
    if (fault == null && (metricName < 0 || slices[4 * metricName + 3] == 0)) {
      return "no metric name (label __name__)";
    }
    return fault;
  }

  /** The same for labels that need no metric name. */
  @Nullable String pairsFault() {
    metricName = -1;
    if (size > limits.labels()) {
      return size + " labels (limit: " + limits.labels() + ")";
    }
    boolean ascending = true;
    for (int i = 0; i < size; i++) {
      int at = 4 * i;
      if (slices[at + 1] == 0) {
        return "a label without a name";
      }
      String fault = textFault(slices[at], slices[at + 1]);
      fault = fault != null ? fault : textFault(slices[at + 2], slices[at + 3]);
      if (fault != null) {
        return "label \"" + quote(slices[at], slices[at + 1]) + "\" " + fault;
      }
      if (isMetricName(at)) {
        metricName = i;
      }
      ascending &= i == 0 || compare(i - 1, i) < 0;
    }
    return ascending ? null : repeated();
  }

  private boolean isMetricName(int at) {
    return slices[at + 1] == METRIC_NAME.length
        && Arrays.equals(
            array, slices[at], slices[at] + METRIC_NAME.length, METRIC_NAME, 0, METRIC_NAME.length);
  }

  private int compare(int a, int b) {
    int from = slices[4 * a];
    int other = slices[4 * b];
    if (array[from] != array[other]) { // names of no length were refused before
      return Byte.compareUnsigned(array[from], array[other]);
    }
    return Arrays.compareUnsigned(
        array, from, from + slices[4 * a + 1], array, other, other + slices[4 * b + 1]);
  }

  private @Nullable String repeated() {
    for (int i = 1; i < size; i++) {
      for (int j = 0; j < i; j++) {
        if (compare(i, j) == 0) {
          return "label \"" + quote(slices[4 * i], slices[4 * i + 1]) + "\" is repeated";
        }
      }
    }
    return null;
  }

  private @Nullable String textFault(int offset, int length) {
    int characters = length;
    if (!ascii && !isAscii(offset, offset + length)) {
      try {
        characters =
            StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(array, offset, length))
                .length();
      } catch (CharacterCodingException e) {
        return "is not UTF-8";
      }
    }
    return characters > limits.labelLength()
        ? "has " + characters + " characters (limit: " + limits.labelLength() + ")"
        : null;
  }

  private boolean isAscii(int from, int end) {
    long bits = 0;
    int i = from;
    for (; end - i >= Long.BYTES; i += Long.BYTES) {
      bits |= (long) LONG.get(array, i);
    }
    for (; i < end; i++) {
      bits |= array[i];
    }
    return (bits & 0x8080_8080_8080_8080L) == 0;
  }

  private String text(int offset, int length) {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }

  private String quote(int offset, int length) {
    String text = text(offset, length);
    return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
  }

  /** The metric name, for messages; empty when there is none. */
  String quotedName() {
    for (int i = 0; i < Math.min(size, limits.labels()); i++) {
      if (isMetricName(4 * i)) {
        return quote(slices[4 * i + 2], slices[4 * i + 3]);
      }
    }
    return "";
  }

  /** The metric name of a series without {@link #fault}. */
  String metricName() {
    return text(slices[4 * metricName + 2], slices[4 * metricName + 3]);
  }

  /** Where the metric name stands in the request; -1 when there is none. */
  int metricNameOffset() {
    return metricName < 0 ? -1 : slices[4 * metricName + 2];
  }

  Map<String, String> toMap() {
    Map<String, String> pairs = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      int at = 4 * i;
      pairs.put(text(slices[at], slices[at + 1]), text(slices[at + 2], slices[at + 3]));
    }
    return pairs;
  }

  /** Begins the series in a batch; {@link #fault} has been asked before. */
  void writeTo(PrometheusBatch batch) {
    batch.series(array, slices[4 * metricName + 2], slices[4 * metricName + 3]);
    for (int i = 0; i < size; i++) {
      int at = 4 * i;
      if (i != metricName && slices[at + 3] > 0) { // an empty value is the same as no label
        batch.label(array, slices[at], slices[at + 1], slices[at + 2], slices[at + 3]);
      }
    }
  }
}
