package dev.clew.collector.scrape.exposition;

import dev.clew.model.Labels;
import dev.clew.model.otlp.MalformedProtobufException;
import dev.clew.model.otlp.ProtoCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Messages {@code io.prometheus.client.MetricFamily}, each behind its length as a varint. One
 * metric is taken apart at a time into the series it means: a summary into its quantiles, count and
 * sum, a histogram into its buckets, or into one native histogram.
 *
 * @see <a href="https://github.com/prometheus/client_model">the messages</a>
 */
final class ProtobufExposition implements Exposition {
  private static final String[] TYPES = {
    "counter", "gauge", "summary", "unknown", "histogram", "gaugehistogram"
  };

  private final byte[] in;
  private final int end;
  private final HistogramChoice choice;
  private final ProtoCursor cursor = new ProtoCursor();
  private final Deque<Described> metadata = new ArrayDeque<>();
  private int at;
  private int familyEnd;
  private int metricAt;
  private String family = "";
  private String help = "";
  private String unit = "";
  private int type;
  private Described described = new Described(Entry.END, "");

  private final MetricMessage metric = new MetricMessage();
  private int point;
  private byte[] key = new byte[256];
  private int keyLength;

  private record Described(Entry entry, String text) {}

  ProtobufExposition(byte[] in, int length, HistogramChoice choice) {
    this.in = in;
    this.end = length;
    this.choice = choice;
  }

  @Override
  public Entry next() {
    try {
      return advance();
    } catch (MalformedProtobufException e) {
      throw new ExpositionException("byte " + at + ": " + e.getMessage());
    } catch (ExpositionException e) {
      throw new ExpositionException(
          "byte " + at + ", metric \"" + family + "\": " + e.getMessage());
    }
  }

  private Entry advance() {
    while (true) {
      Described next = metadata.poll();
      if (next != null) {
        described = next;
        return next.entry();
      }
      if (++point < metric.points()) {
        writeKey();
        return metric.isNative(point) ? Entry.HISTOGRAM : Entry.SERIES;
      }
      if (metricAt < familyEnd) {
        openMetric();
      } else if (at < end) {
        openFamily();
      } else {
        return Entry.END;
      }
    }
  }

  /** Reads what is said of a family; its metrics are read one by one afterwards. */
  private void readFamily() {
    cursor.reset(in, at, end - at);
    long length = cursor.varint();
    if (length < 0 || length > end - cursor.position()) {
      throw new ExpositionException("length " + length + " beyond the end of the body");
    }
    int from = cursor.position();
    familyEnd = from + (int) length;
    family = "";
    help = "";
    unit = "";
    type = 0;
    cursor.reset(in, from, (int) length);
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> family = cursor.string();
        case 2 -> help = cursor.string();
        case 3 -> type = (int) cursor.varintField();
        case 5 -> unit = cursor.string();
        default -> cursor.skip();
      }
    }
    metricAt = from;
  }

  private void openFamily() {
    readFamily();
    if (family.isEmpty()) {
      throw new ExpositionException("metric family without a name");
    }
    if (type < 0 || type >= TYPES.length) {
      throw new ExpositionException(
          "type: " + type + " (expected: 0 to " + (TYPES.length - 1) + ")");
    }
    at = familyEnd;
    metric.family(family.getBytes(StandardCharsets.UTF_8), TYPES[type]);
    metadata.add(new Described(Entry.TYPE, TYPES[type]));
    metadata.add(new Described(Entry.HELP, help));
    if (!unit.isEmpty()) {
      metadata.add(new Described(Entry.UNIT, unit));
    }
  }

  /** Moves on to the next metric of the family, if there is one. */
  private void openMetric() {
    cursor.reset(in, metricAt, familyEnd - metricAt);
    while (cursor.next()) {
      if (cursor.field() == 4) {
        int outer = cursor.enter();
        metricAt = cursor.limit();
        metric.read(cursor, choice);
        cursor.leave(outer);
        point = -1;
        return;
      }
      cursor.skip();
    }
    metricAt = familyEnd;
  }

  /** Parts are separated by a byte that UTF-8 does not have. */
  private void writeKey() {
    keyLength = 0;
    append(metric.name(), 0, metric.name().length);
    byte[] suffix = metric.suffix(point);
    append(suffix, 0, suffix.length);
    for (int i = 0; i < 4 * metric.labels(); i += 2) {
      append(in, metric.span(i), metric.span(i + 1) - metric.span(i));
    }
    String bound = metric.bound(point);
    if (bound != null) {
      byte[] bytes = bound.getBytes(StandardCharsets.UTF_8);
      append(bytes, 0, bytes.length);
    }
  }

  private void append(byte[] from, int offset, int length) {
    if (keyLength + length + 1 > key.length) {
      key = Arrays.copyOf(key, 2 * (keyLength + length + 1));
    }
    System.arraycopy(from, offset, key, keyLength, length);
    keyLength += length;
    key[keyLength++] = (byte) 0xff;
  }

  @Override
  public String family() {
    return family;
  }

  @Override
  public String text() {
    return described.text();
  }

  @Override
  public byte[] keyArray() {
    return key;
  }

  @Override
  public int keyOffset() {
    return 0;
  }

  @Override
  public int keyLength() {
    return keyLength;
  }

  @Override
  public void labels(LabelSink sink) {
    sink.label("__name__", family + new String(metric.suffix(point), StandardCharsets.ISO_8859_1));
    for (int i = 0; i < 4 * metric.labels(); i += 4) {
      sink.label(
          metric.text(in, metric.span(i), metric.span(i + 1)),
          metric.text(in, metric.span(i + 2), metric.span(i + 3)));
    }
    String bound = metric.bound(point);
    if (bound != null) {
      sink.label(metric.isSummary() ? "quantile" : "le", bound);
    }
  }

  @Override
  public double value() {
    double value = metric.value(point);
    return Double.isNaN(value) ? NORMAL_NAN : value;
  }

  @Override
  public byte[] histogram() {
    return metric.histogram();
  }

  @Override
  public boolean hasTimestamp() {
    return metric.timestampMillis() != 0;
  }

  @Override
  public long timestampMillis() {
    return metric.timestampMillis();
  }

  @Override
  public long startMillis() {
    return metric.startMillis();
  }

  @Override
  public List<ScrapedExemplar> exemplars() {
    return metric.exemplars(point);
  }

  /** Reads an exemplar; the cursor has entered it. */
  static ScrapedExemplar exemplar(ProtoCursor cursor) {
    Map<String, String> labels = new TreeMap<>();
    double value = 0;
    long millis = 0;
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> {
          int outer = cursor.enter();
          label(cursor, labels);
          cursor.leave(outer);
        }
        case 2 -> value = cursor.float64();
        case 3 -> {
          int outer = cursor.enter();
          millis = timestamp(cursor);
          cursor.leave(outer);
        }
        default -> cursor.skip();
      }
    }
    return new ScrapedExemplar(Labels.of(labels), value, millis);
  }

  private static void label(ProtoCursor cursor, Map<String, String> labels) {
    String name = "";
    String value = "";
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> name = cursor.string();
        case 2 -> value = cursor.string();
        default -> cursor.skip();
      }
    }
    labels.put(name, value);
  }

  /** Milliseconds of a google.protobuf.Timestamp; the cursor has entered it. */
  static long timestamp(ProtoCursor cursor) {
    long seconds = 0;
    long nanos = 0;
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> seconds = cursor.varintField();
        case 2 -> nanos = cursor.varintField();
        default -> cursor.skip();
      }
    }
    return seconds * 1000 + nanos / 1_000_000;
  }
}
