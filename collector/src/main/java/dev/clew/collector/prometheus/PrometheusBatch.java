package dev.clew.collector.prometheus;

import dev.clew.model.Labels;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.otlp.ProtoWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds an OTLP metrics request of series that are stored exactly as they are named here: the way
 * through the buffer of everything that speaks Prometheus' data model. Without an object per series
 * or sample: labels are written once into a scratch buffer and copied before each sample.
 *
 * <pre>{@code
 * batch.series("http_requests_total").label("code", "200");
 * batch.sample(timeMillis, 0, 42);
 * byte[] otlp = batch.encode();
 * }</pre>
 *
 * <p>The request has one resource, whose {@code service.name} only names the sender in the receiver
 * log, and one scope named {@link #SCOPE}, by which the store knows that names, labels and values
 * must not be translated. In it:
 *
 * <ul>
 *   <li>{@code Metric.name} is {@code __name__}; the other labels are attributes of the points.
 *       Series of the same name that come one after another share a metric.
 *   <li>A float is the {@code as_double} of a {@code NumberDataPoint}, NaN payloads included.
 *   <li>A native histogram is a point without value, whose attribute {@link #HISTOGRAM} holds
 *       Prometheus' {@code Histogram} message of remote write.
 *   <li>An exemplar stands in a point of its own that has nothing else; its labels are its filtered
 *       attributes.
 *   <li>Metadata of a family is a metric with description, unit and the metadata {@link #TYPE}; its
 *       only point is empty, so that a request of nothing else is not taken for an empty one.
 * </ul>
 *
 * <p>Not thread-safe. The caller checks names, order and times.
 */
public final class PrometheusBatch {
  /** Name of the scope whose metrics are not translated. */
  public static final String SCOPE = "clew.prometheus";

  /** Attribute of a point that is a native histogram. */
  public static final String HISTOGRAM = "__histogram__";

  /** Key of a metric's metadata: the type of its family. */
  public static final String TYPE = "prometheus.type";

  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final byte[] HISTOGRAM_KEY = utf8(HISTOGRAM);

  private final ProtoWriter out;
  private final ProtoWriter attributes = new ProtoWriter(1 << 10);
  private final ProtoWriter exemplar = new ProtoWriter(1 << 8);
  private byte[] name = new byte[128];
  private int nameLength;
  private final int resourceMetrics;
  private final int scopeMetrics;
  private int metric = -1;
  private int gauge;
  private byte[] openName = new byte[128];
  private int openNameLength;
  private int points;
  private int samples;
  private int histograms;
  private int exemplars;

  /**
   * @param sender who sends, for the receiver log, such as the product of its User-Agent
   */
  public PrometheusBatch(String sender) {
    this(sender, new ProtoWriter(1 << 13));
  }

  /**
   * @param capacity bytes that it is likely to take
   * @param claim takes what it grows by
   */
  public PrometheusBatch(String sender, int capacity, MemoryBudget.Claim claim) {
    this(sender, new ProtoWriter(capacity, claim));
  }

  private PrometheusBatch(String sender, ProtoWriter out) {
    this.out = out;
    resourceMetrics = out.open(1);
    int resource = out.open(1);
    int attribute = out.open(1);
    out.bytes(1, utf8("service.name"));
    int value = out.open(2);
    out.bytes(1, utf8(sender));
    out.close(value);
    out.close(attribute);
    out.close(resource);
    scopeMetrics = out.open(2);
    int scope = out.open(1);
    out.bytes(1, utf8(SCOPE));
    out.close(scope);
  }

  /** Begins a series; its labels and samples follow. */
  public PrometheusBatch series(byte[] array, int offset, int length) {
    if (length > name.length) {
      name = new byte[Math.max(length, 2 * name.length)];
    }
    System.arraycopy(array, offset, name, 0, length);
    nameLength = length;
    attributes.clear();
    return this;
  }

  public PrometheusBatch series(String metricName) {
    byte[] bytes = utf8(metricName);
    return series(bytes, 0, bytes.length);
  }

  /** Begins a series; {@code __name__} is its name. */
  public PrometheusBatch series(Labels labels) {
    series(labels.metricName());
    labels
        .asMap()
        .forEach((key, value) -> {
          if (!key.equals(Labels.METRIC_NAME)) {
            label(key, value);
          }
        });
    return this;
  }

  /** Adds a label other than {@code __name__} to the series; both slices are of one array. */
  public PrometheusBatch label(
      byte[] array, int nameOffset, int labelNameLength, int valueOffset, int valueLength) {
    attributes.keyValue(7, array, nameOffset, labelNameLength, valueOffset, valueLength);
    return this;
  }

  public PrometheusBatch label(String labelName, String value) {
    attribute(attributes, 7, labelName, value);
    return this;
  }

  /**
   * Adds a sample to the series.
   *
   * @param startMillis when the counter began, 0 when that is not known
   */
  public void sample(long timeMillis, long startMillis, double value) {
    openMetric();
    int start = startMillis == 0 ? 0 : 9;
    out.tag(1, ProtoWriter.BYTES);
    out.varint(attributes.size() + start + 18);
    out.append(attributes);
    times(timeMillis, startMillis);
    out.fixed64(4, Double.doubleToRawLongBits(value));
    points++;
    samples++;
  }

  /**
   * Adds a native histogram to the series.
   *
   * @param message Prometheus' {@code Histogram}; its own timestamp is ignored
   * @param startMillis when the counter began, 0 when that is not known
   */
  public void histogram(long timeMillis, long startMillis, byte[] message, int offset, int length) {
    openMetric();
    int start = startMillis == 0 ? 0 : 9;
    int value = ProtoWriter.sizeOfBytes(length);
    int keyValue = ProtoWriter.sizeOfBytes(HISTOGRAM_KEY.length) + ProtoWriter.sizeOfBytes(value);
    out.tag(1, ProtoWriter.BYTES);
    out.varint(attributes.size() + ProtoWriter.sizeOfBytes(keyValue) + start + 9);
    out.append(attributes);
    times(timeMillis, startMillis);
    out.tag(7, ProtoWriter.BYTES);
    out.varint(keyValue);
    out.bytes(1, HISTOGRAM_KEY);
    out.tag(2, ProtoWriter.BYTES);
    out.varint(value);
    out.bytes(7, message, offset, length);
    points++;
    histograms++;
  }

  /** Adds an exemplar to the series. */
  public void exemplar(long timeMillis, double value, Labels labels) {
    openMetric();
    exemplar.clear();
    exemplar.fixed64(2, timeMillis * NANOS_PER_MILLI);
    exemplar.fixed64(3, Double.doubleToRawLongBits(value));
    labels.asMap().forEach((key, text) -> attribute(exemplar, 7, key, text));
    out.tag(1, ProtoWriter.BYTES);
    out.varint(attributes.size() + 9 + ProtoWriter.sizeOfBytes(exemplar.size()));
    out.append(attributes);
    times(timeMillis, 0);
    out.tag(5, ProtoWriter.BYTES);
    out.varint(exemplar.size());
    out.append(exemplar);
    points++;
    exemplars++;
  }

  /**
   * Tells of a metric family; ends the current series.
   *
   * @param type as Prometheus spells it: counter, gauge, histogram, gaugehistogram, summary, info,
   *     stateset or unknown
   */
  public void metadata(String family, String type, String unit, String help) {
    closeMetric();
    int described = out.open(2);
    out.bytes(1, utf8(family));
    out.bytes(2, utf8(help));
    out.bytes(3, utf8(unit));
    int empty = out.open(5);
    out.close(out.open(1));
    out.close(empty);
    attribute(out, 12, TYPE, type);
    out.close(described);
    points++;
  }

  private static void attribute(ProtoWriter to, int field, String key, String value) {
    byte[] keyBytes = utf8(key);
    byte[] valueBytes = utf8(value);
    int any = ProtoWriter.sizeOfBytes(valueBytes.length);
    to.tag(field, ProtoWriter.BYTES);
    to.varint(ProtoWriter.sizeOfBytes(keyBytes.length) + ProtoWriter.sizeOfBytes(any));
    to.bytes(1, keyBytes);
    to.tag(2, ProtoWriter.BYTES);
    to.varint(any);
    to.bytes(1, valueBytes);
  }

  private void times(long timeMillis, long startMillis) {
    if (startMillis != 0) {
      out.fixed64(2, startMillis * NANOS_PER_MILLI);
    }
    out.fixed64(3, timeMillis * NANOS_PER_MILLI);
  }

  private void openMetric() {
    if (metric >= 0
        && nameLength == openNameLength
        && Arrays.equals(name, 0, nameLength, openName, 0, nameLength)) {
      return;
    }
    closeMetric();
    metric = out.open(2);
    out.bytes(1, name, 0, nameLength);
    gauge = out.open(5);
    if (openName.length < nameLength) {
      openName = new byte[name.length];
    }
    System.arraycopy(name, 0, openName, 0, nameLength);
    openNameLength = nameLength;
  }

  private void closeMetric() {
    if (metric >= 0) {
      out.close(gauge);
      out.close(metric);
      metric = -1;
    }
  }

  /** Whether there is nothing worth sending. */
  public boolean isEmpty() {
    return points == 0;
  }

  public int samples() {
    return samples;
  }

  public int histograms() {
    return histograms;
  }

  public int exemplars() {
    return exemplars;
  }

  /** Bytes so far: labels repeat with each sample, so they can be many more than came in. */
  public int size() {
    return out.size();
  }

  /** Gives back what the batch took; it must not be used any more. */
  public void release() {
    out.release();
  }

  /** Makes room for so many bytes, so that adding them does not fail. */
  public void reserve(int bytes) {
    out.reserveRoom(bytes);
  }

  /** The request; the batch must not be used any more. */
  public byte[] encode() {
    finish();
    return out.toByteArray();
  }

  /** The request without a copy: {@link #size} bytes from 0 on. */
  public byte[] finish() {
    closeMetric();
    out.close(scopeMetrics);
    out.close(resourceMetrics);
    return out.array();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
