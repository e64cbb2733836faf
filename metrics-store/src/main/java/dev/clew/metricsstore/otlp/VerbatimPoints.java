package dev.clew.metricsstore.otlp;

import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.otlp.PointSink.DropReason;
import dev.clew.metricsstore.series.ExemplarSeries.Exemplar;
import dev.clew.metricsstore.series.MetricMetadata;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Attribute;
import dev.clew.model.Attributes;
import dev.clew.model.Labels;
import dev.clew.model.otlp.AnyValues;
import dev.clew.model.otlp.ProtoCursor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Reads the metrics of the scope {@link #SCOPE}: series of Prometheus' own data model, stored under
 * the names, labels and values that they came with. The collector's {@code PrometheusBatch} writes
 * them and says how.
 *
 * <p>Senders write the attributes of a point one after another, so the series is found by a hash
 * over one run of bytes.
 */
final class VerbatimPoints {
  private static final byte[] SCOPE = utf8("clew.prometheus");
  private static final byte[] HISTOGRAM = utf8("__histogram__");
  private static final String TYPE = "prometheus.type";

  /** Field 7, length-delimited. */
  private static final byte ATTRIBUTE_TAG = 0x3a;

  /** Set the hashes of series and of metadata apart. */
  private static final long SERIES_MARK = 0x70726f6d;

  private static final long METADATA_MARK = 0x68656c70;

  private final PointSink sink;
  private long receivedMillis;
  private final HistogramMessage histogramMessage = new HistogramMessage();
  private final ProtoCursor inner = new ProtoCursor();
  private final RawHash metricHash = new RawHash();
  private final RawHash hash = new RawHash();

  /** Attributes that stand one after another, tags included. */
  private final Slices runs = new Slices();

  private final Slices exemplars = new Slices();
  private byte[] array = new byte[0];
  private int nameOffset;
  private int nameLength;

  // Of the point that is being read.
  private long timeNanos;
  private long startNanos;
  private double value;
  private boolean hasValue;
  private int histogramOffset;
  private int histogramLength;

  VerbatimPoints(PointSink sink) {
    this.sink = sink;
  }

  /** Call before each request. */
  void start(long requestReceivedMillis) {
    receivedMillis = requestReceivedMillis;
  }

  /** Whether the cursor, inside of a {@code ScopeMetrics}, is at such a scope; stays there. */
  static boolean isScope(ProtoCursor cursor) {
    int start = cursor.position();
    boolean found = false;
    while (!found && cursor.next()) {
      if (cursor.field() == 1) {
        int outer = cursor.enter();
        while (cursor.next()) {
          if (cursor.field() == 1) {
            int scope = cursor.enter();
            found = is(SCOPE, cursor.array(), cursor.position(), cursor.limit());
            cursor.leave(scope);
          } else {
            cursor.skip();
          }
        }
        cursor.leave(outer);
        break;
      }
      cursor.skip();
    }
    cursor.rewind(start);
    return found;
  }

  /** Reads the {@code Metric} whose bounds the cursor has entered. */
  void read(ProtoCursor cursor) {
    array = cursor.array();
    int start = cursor.position();
    boolean metadata = false;
    nameOffset = 0;
    nameLength = 0;
    while (cursor.next()) {
      if (cursor.field() == 1) {
        int outer = cursor.enter();
        nameOffset = cursor.position();
        nameLength = cursor.limit() - nameOffset;
        cursor.leave(outer);
      } else {
        metadata |= cursor.field() == 12;
        cursor.skip();
      }
    }
    cursor.rewind(start);
    if (metadata) {
      metadata(cursor);
      cursor.rewind(start);
    }
    metricHash.start().add(SERIES_MARK).add(array, nameOffset, nameLength);
    while (cursor.next()) {
      if (cursor.field() == 5) {
        int outer = cursor.enter();
        gauge(cursor);
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
  }

  private void gauge(ProtoCursor cursor) {
    while (cursor.next()) {
      if (cursor.field() == 1) {
        int outer = cursor.enter();
        parse(cursor);
        point();
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
  }

  private void parse(ProtoCursor cursor) {
    runs.clear();
    exemplars.clear();
    timeNanos = 0;
    startNanos = 0;
    hasValue = false;
    histogramLength = -1;
    plainRun(cursor);
    int fieldStart = cursor.position();
    while (cursor.next()) {
      switch (cursor.field()) {
        case 2 -> startNanos = cursor.fixed64();
        case 3 -> timeNanos = cursor.fixed64();
        case 4 -> {
          value = cursor.float64();
          hasValue = true;
        }
        case 5 -> exemplars.add(cursor);
        case 7 -> attribute(cursor, fieldStart);
        default -> cursor.skip();
      }
      fieldStart = cursor.position();
    }
    hash.startFrom(metricHash);
    runs.addTo(hash, array);
  }

  /** Passes over the short attributes that a point begins with: mostly these are all. */
  private void plainRun(ProtoCursor cursor) {
    int start = cursor.position();
    int end = cursor.limit();
    int at = start;
    while (end - at > 2 && array[at] == ATTRIBUTE_TAG) {
      int length = array[at + 1];
      if (length < 0 || length > end - at - 2 || isHistogram(at + 2, at + 2 + length)) {
        break;
      }
      at += 2 + length;
    }
    if (at > start) {
      runs.add(start, at);
      cursor.rewind(at);
    }
  }

  private void attribute(ProtoCursor cursor, int fieldStart) {
    int outer = cursor.enter();
    int from = cursor.position();
    int to = cursor.limit();
    cursor.leave(outer);
    if (isHistogram(from, to)) {
      histogram(from, to);
    } else if (runs.size() > 0 && runs.end() == fieldStart) {
      runs.extend(to);
    } else {
      runs.add(fieldStart, to);
    }
  }

  private boolean isHistogram(int from, int to) {
    return to - from > HISTOGRAM.length + 2
        && array[from + 1] == HISTOGRAM.length
        && is(HISTOGRAM, array, from + 2, from + 2 + HISTOGRAM.length);
  }

  private void histogram(int from, int to) {
    inner.reset(array, from, to - from);
    while (inner.next()) {
      if (inner.field() == 2) {
        int outer = inner.enter();
        while (inner.next()) {
          if (inner.field() == 7) {
            int bytes = inner.enter();
            histogramOffset = inner.position();
            histogramLength = inner.limit() - histogramOffset;
            inner.leave(bytes);
          } else {
            inner.skip();
          }
        }
        inner.leave(outer);
      } else {
        inner.skip();
      }
    }
  }

  private void point() {
    boolean histogram = histogramLength >= 0;
    if (!hasValue && !histogram && exemplars.size() == 0) {
      return; // what carries metadata
    }
    long time = Math.floorDiv(timeNanos, 1_000_000L);
    if (!sink.seek(time)) {
      return;
    }
    int series = series();
    if (series == PointSink.NONE) {
      return;
    }
    if (hasValue) {
      sink.value(series, time, start(), value);
    } else if (histogram) {
      histogram(series, time);
    }
    for (int i = 0; i < exemplars.size(); i++) {
      sink.exemplar(series, exemplar(i));
    }
  }

  private void histogram(int series, long time) {
    NativeHistogram read = histogramMessage.read(array, histogramOffset, histogramLength);
    if (read == null) {
      sink.drop(DropReason.UNSUPPORTED_SCALE);
    } else if (SeriesData.isStale(read.sum())) {
      sink.value(series, time, 0, SeriesData.STALE_NAN);
    } else {
      sink.histogram(series, time, start(), read);
    }
  }

  private long start() {
    return Math.floorDiv(startNanos, 1_000_000L);
  }

  private int series() {
    long high = hash.high();
    long low = hash.low();
    int series = sink.find(high, low);
    if (series == PointSink.NONE) {
      series = sink.create(labels());
      if (series != PointSink.NONE) {
        sink.bind(high, low, series);
      }
    }
    return series;
  }

  private LabelSet labels() {
    Attributes.Builder builder = new Attributes.Builder();
    for (int i = 0; i < runs.size(); i++) {
      inner.reset(array, runs.offset(i), runs.length(i));
      while (inner.next()) {
        int outer = inner.enter();
        AnyValues.keyValue(inner, builder);
        inner.leave(outer);
      }
    }
    NavigableMap<String, String> labels = asLabels(builder.build());
    labels.put(Labels.METRIC_NAME, text(nameOffset, nameLength));
    return LabelSet.of(labels);
  }

  private static NavigableMap<String, String> asLabels(Attributes attributes) {
    NavigableMap<String, String> labels = new TreeMap<>();
    for (Attribute attribute : attributes) {
      labels.put(attribute.key(), attribute.value().asText());
    }
    return labels;
  }

  private Exemplar exemplar(int i) {
    inner.reset(array, exemplars.offset(i), exemplars.length(i));
    Attributes.Builder labels = new Attributes.Builder();
    long time = 0;
    double measured = 0;
    while (inner.next()) {
      switch (inner.field()) {
        case 2 -> time = inner.fixed64();
        case 3 -> measured = inner.float64();
        case 7 -> {
          int outer = inner.enter();
          AnyValues.keyValue(inner, labels);
          inner.leave(outer);
        }
        default -> inner.skip();
      }
    }
    Map<String, String> pairs = asLabels(labels.build());
    return new Exemplar(Labels.of(pairs), measured, Math.floorDiv(time, 1_000_000L));
  }

  /** Notes a family the first time that it is described this way on a day. */
  private void metadata(ProtoCursor cursor) {
    if (!sink.seek(receivedMillis)) {
      return;
    }
    int start = cursor.position();
    hash.start().add(METADATA_MARK);
    while (cursor.next()) {
      if (describes(cursor.field())) {
        int outer = cursor.enter();
        hash.add(cursor.field()).add(array, cursor.position(), cursor.limit() - cursor.position());
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
    long high = hash.high();
    long low = hash.low();
    if (sink.find(high, low) == PointSink.NONE) {
      cursor.rewind(start);
      describe(cursor);
      sink.bind(high, low, 0); // only to be found again: it refers to nothing
    }
  }

  private static boolean describes(int field) {
    return field <= 3 || field == 12;
  }

  private void describe(ProtoCursor cursor) {
    Attributes.Builder metadata = new Attributes.Builder();
    String help = "";
    String unit = "";
    while (cursor.next()) {
      switch (cursor.field()) {
        case 2 -> help = cursor.string();
        case 3 -> unit = cursor.string();
        case 12 -> {
          int outer = cursor.enter();
          AnyValues.keyValue(cursor, metadata);
          cursor.leave(outer);
        }
        default -> cursor.skip();
      }
    }
    String type = metadata.build().text(TYPE);
    if (type != null) {
      sink.metadata(text(nameOffset, nameLength), new MetricMetadata(type, unit, help));
    }
  }

  private String text(int offset, int length) {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }

  private static boolean is(byte[] expected, byte[] array, int from, int to) {
    return Arrays.equals(expected, 0, expected.length, array, from, to);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
