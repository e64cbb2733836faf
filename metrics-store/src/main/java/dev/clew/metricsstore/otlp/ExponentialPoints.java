package dev.clew.metricsstore.otlp;

import dev.clew.metricsstore.otlp.PointSink.DropReason;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.otlp.ProtoCursor;

/** Reads {@code ExponentialHistogramDataPoint} into native histograms. */
final class ExponentialPoints {
  /** Finer scales are merged down to this one, the finest of native histograms. */
  private static final int FINEST_SCALE = 8;

  private static final int COARSEST_SCALE = -4;

  /** Prometheus' width of the zero bucket where the sender gives none. */
  private static final double DEFAULT_ZERO_THRESHOLD = 1e-128;

  private final PointSink sink;
  private final ExemplarReader exemplarReader;
  private final PointFields fields = new PointFields();
  private final ExponentialBuckets positive = new ExponentialBuckets();
  private final ExponentialBuckets negative = new ExponentialBuckets();
  private int scale;
  private long count;
  private long zeroCount;
  private double sum;
  private double zeroThreshold;

  ExponentialPoints(PointSink sink, ExemplarReader exemplarReader) {
    this.sink = sink;
    this.exemplarReader = exemplarReader;
  }

  void read(ProtoCursor cursor, MetricContext metric) {
    parse(cursor);
    long time = fields.timeMillis(metric);
    if (!sink.seek(time)) {
      return;
    }
    if (scale < COARSEST_SCALE) {
      sink.drop(DropReason.UNSUPPORTED_SCALE);
      return;
    }
    metric.sawTime(time);
    int series = fields.series(sink, metric, cursor.array());
    if (series == PointSink.NONE) {
      return;
    }
    if (fields.stale) {
      sink.value(series, time, 0, SeriesData.STALE_NAN);
    } else if (metric.delta) {
      sink.deltaHistogram(series, time, fields.startMillis(), histogram());
    } else {
      sink.histogram(series, time, fields.startMillis(), histogram());
    }
    for (int i = 0; i < fields.exemplars.size(); i++) {
      sink.exemplar(series, exemplarReader.read(metric, cursor.array(), fields.exemplars, i));
    }
  }

  private void parse(ProtoCursor cursor) {
    fields.clear();
    positive.clear();
    negative.clear();
    scale = 0;
    count = 0;
    zeroCount = 0;
    sum = 0;
    zeroThreshold = 0;
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> fields.attributes.add(cursor);
        case 2 -> fields.start(cursor);
        case 3 -> fields.time(cursor);
        case 4 -> count = cursor.fixed64();
        case 5 -> sum = cursor.float64();
        case 6 -> scale = (int) cursor.zigzag();
        case 7 -> zeroCount = cursor.fixed64();
        case 8 -> positive.read(cursor);
        case 9 -> negative.read(cursor);
        case 10 -> fields.flags(cursor);
        case 11 -> fields.exemplars.add(cursor);
        case 14 -> zeroThreshold = cursor.float64();
        default -> cursor.skip();
      }
    }
  }

  private NativeHistogram histogram() {
    int merge = Math.max(0, scale - FINEST_SCALE);
    positive.finish(merge);
    negative.finish(merge);
    return new NativeHistogram(
        Math.min(scale, FINEST_SCALE),
        (double) count,
        sum,
        zeroThreshold > 0 ? zeroThreshold : DEFAULT_ZERO_THRESHOLD,
        (double) zeroCount,
        NativeHistogram.CounterReset.UNKNOWN,
        positive.indexes(),
        positive.counts(),
        negative.indexes(),
        negative.counts(),
        new double[0]);
  }
}
