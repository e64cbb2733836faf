package dev.clew.metricsstore.otlp;

import dev.clew.metricsstore.series.ExemplarSeries.Exemplar;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.otlp.ProtoCursor;
import java.util.Arrays;
import java.util.NavigableMap;

/**
 * Reads {@code HistogramDataPoint} into classic series, or into a native histogram with custom
 * buckets if the configuration says so. The group of a point is {@code [_sum, _count, _bucket of
 * each bound..., _bucket of +Inf]}.
 */
final class HistogramPoints {
  private static final int SUM = 0;
  private static final int COUNT = 1;
  private static final int FIRST_BUCKET = 2;

  /** Marks the hash under which the latest group of an attribute set is found, for stale points. */
  private static final long ANY_BOUNDS = 0x616e79;

  private final PointSink sink;
  private final ExemplarReader exemplarReader;
  private final PointFields fields = new PointFields();
  private final RawHash anyBounds = new RawHash();
  private final NumberTexts boundTexts = new NumberTexts();
  private double[] bounds = new double[32];
  private int boundCount;
  private long[] buckets = new long[32];
  private int bucketCount;
  private long count;
  private double sum;
  private boolean hasSum;

  // Of the samples that are written for it.
  private long time;
  private long start;
  private boolean delta;

  HistogramPoints(PointSink sink, ExemplarReader exemplarReader) {
    this.sink = sink;
    this.exemplarReader = exemplarReader;
  }

  void read(ProtoCursor cursor, MetricContext metric) {
    parse(cursor);
    time = fields.timeMillis(metric);
    if (!sink.seek(time)) {
      return;
    }
    metric.sawTime(time);
    start = fields.startMillis();
    delta = metric.delta;
    if (metric.convertsHistograms()) {
      custom(metric, cursor.array());
      return;
    }
    int reference = group(metric, cursor.array());
    if (reference == PointSink.NONE) {
      return;
    }
    int[] group = sink.group(reference);
    if (fields.stale) {
      for (int series : group) {
        if (series != PointSink.NONE) {
          sink.value(series, time, 0, SeriesData.STALE_NAN);
        }
      }
    } else {
      write(group);
    }
    for (int i = 0; i < fields.exemplars.size(); i++) {
      Exemplar exemplar = exemplarReader.read(metric, cursor.array(), fields.exemplars, i);
      int series = group[FIRST_BUCKET + bucketOf(exemplar.value())];
      if (series != PointSink.NONE) {
        sink.exemplar(series, exemplar);
      }
    }
  }

  private void parse(ProtoCursor cursor) {
    fields.clear();
    boundCount = 0;
    bucketCount = 0;
    count = 0;
    sum = 0;
    hasSum = false;
    while (cursor.next()) {
      switch (cursor.field()) {
        case 2 -> fields.start(cursor);
        case 3 -> fields.time(cursor);
        case 4 -> count = cursor.fixed64();
        case 5 -> {
          sum = cursor.float64();
          hasSum = true;
        }
        case 6 -> counts(cursor);
        case 7 -> bounds(cursor);
        case 8 -> fields.exemplars.add(cursor);
        case 9 -> fields.attributes.add(cursor);
        case 10 -> fields.flags(cursor);
        default -> cursor.skip();
      }
    }
  }

  private void counts(ProtoCursor cursor) {
    if (cursor.wireType() == ProtoCursor.FIXED64) {
      addCount(cursor.fixed64());
      return;
    }
    int outer = cursor.enter();
    while (cursor.position() < cursor.limit()) {
      addCount(cursor.packedFixed64());
    }
    cursor.leave(outer);
  }

  private void addCount(long value) {
    if (bucketCount == buckets.length) {
      buckets = Arrays.copyOf(buckets, bucketCount * 2);
    }
    buckets[bucketCount++] = value;
  }

  private void bounds(ProtoCursor cursor) {
    if (cursor.wireType() == ProtoCursor.FIXED64) {
      addBound(cursor.float64());
      return;
    }
    int outer = cursor.enter();
    while (cursor.position() < cursor.limit()) {
      addBound(Double.longBitsToDouble(cursor.packedFixed64()));
    }
    cursor.leave(outer);
  }

  private void addBound(double value) {
    if (boundCount == bounds.length) {
      bounds = Arrays.copyOf(bounds, boundCount * 2);
    }
    bounds[boundCount++] = value;
  }

  private int group(MetricContext metric, byte[] array) {
    fields.identify(metric, array);
    anyBounds.startFrom(fields.hash).add(ANY_BOUNDS);
    if (fields.stale && boundCount == 0) {
      int known = sink.find(anyBounds.high(), anyBounds.low());
      if (known != PointSink.NONE) {
        return known;
      }
    }
    fields.hash.add(hasSum || fields.stale ? 1 : 0);
    for (int i = 0; i < boundCount; i++) {
      fields.hash.add(Double.doubleToRawLongBits(bounds[i]));
    }
    long high = fields.hash.high();
    long low = fields.hash.low();
    int reference = sink.find(high, low);
    if (reference == PointSink.NONE) {
      reference = sink.createGroup(create(metric));
      sink.bind(high, low, reference);
      sink.bind(anyBounds.high(), anyBounds.low(), reference);
      sink.metadata(metric.family(), metric.metadata());
    }
    return reference;
  }

  private int[] create(MetricContext metric) {
    NavigableMap<String, String> labels = metric.labelsOf(fields.attributes);
    int[] group = new int[FIRST_BUCKET + boundCount + 1];
    boolean withSum = hasSum || fields.stale;
    group[SUM] = withSum ? sink.create(metric.series(labels, "_sum")) : PointSink.NONE;
    group[COUNT] = sink.create(metric.series(labels, "_count"));
    for (int i = 0; i <= boundCount; i++) {
      labels.put("le", i == boundCount ? "+Inf" : boundTexts.of(i, bounds[i]));
      group[FIRST_BUCKET + i] = sink.create(metric.series(labels, "_bucket"));
    }
    return group;
  }

  private void write(int[] group) {
    put(group[SUM], sum);
    put(group[COUNT], (double) count);
    long cumulative = 0;
    for (int i = 0; i < boundCount; i++) {
      cumulative += i < bucketCount ? buckets[i] : 0;
      put(group[FIRST_BUCKET + i], (double) cumulative);
    }
    put(group[FIRST_BUCKET + boundCount], (double) count);
  }

  private void put(int series, double value) {
    if (series == PointSink.NONE) {
      return;
    }
    if (delta) {
      sink.delta(series, time, start, value);
    } else {
      sink.value(series, time, start, value);
    }
  }

  private void custom(MetricContext metric, byte[] array) {
    int series = fields.series(sink, metric, array);
    if (series == PointSink.NONE) {
      return;
    }
    if (fields.stale) {
      sink.value(series, time, 0, SeriesData.STALE_NAN);
    } else if (delta) {
      sink.deltaHistogram(series, time, start, customHistogram());
    } else {
      sink.histogram(series, time, start, customHistogram());
    }
    for (int i = 0; i < fields.exemplars.size(); i++) {
      sink.exemplar(series, exemplarReader.read(metric, array, fields.exemplars, i));
    }
  }

  /** Bucket i of OTLP and of a native histogram with custom bounds reach up to the same bound. */
  private NativeHistogram customHistogram() {
    int[] indexes = new int[bucketCount];
    double[] counts = new double[bucketCount];
    int used = 0;
    for (int i = 0; i < bucketCount && i <= boundCount; i++) {
      if (buckets[i] != 0) {
        indexes[used] = i;
        counts[used++] = (double) buckets[i];
      }
    }
    return new NativeHistogram(
        NativeHistogram.CUSTOM_BOUNDS_SCHEMA,
        (double) count,
        sum,
        0,
        0,
        NativeHistogram.CounterReset.UNKNOWN,
        Arrays.copyOf(indexes, used),
        Arrays.copyOf(counts, used),
        new int[0],
        new double[0],
        Arrays.copyOf(bounds, boundCount));
  }

  private int bucketOf(double value) {
    int i = 0;
    while (i < boundCount && value > bounds[i]) {
      i++;
    }
    return i;
  }
}
