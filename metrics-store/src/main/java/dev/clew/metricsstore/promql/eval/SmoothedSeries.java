package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.promql.ast.Position;
import dev.clew.metricsstore.promql.histogram.Buckets;
import dev.clew.metricsstore.promql.histogram.HistogramArithmetic;
import dev.clew.metricsstore.promql.histogram.HistogramInterpolation;
import dev.clew.metricsstore.promql.histogram.IncompatibleBucketsException;
import dev.clew.metricsstore.promql.result.Annotations;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.NativeHistogram.CounterReset;
import dev.clew.metricsstore.series.SeriesData;

/**
 * A series under {@code smoothed}: between two samples it lies on a line, behind the last one it
 * stays for the lookback. Asked at ascending times.
 */
final class SmoothedSeries {
  private final SeriesData series;
  private final long lookback;
  private final Annotations annotations;
  private final Position position;

  /** The samples within the lookback on either side: from the first up to the second. */
  private int from;

  private int to;

  SmoothedSeries(SeriesData series, long lookback, Annotations annotations, Position position) {
    this.series = series;
    this.lookback = lookback;
    this.annotations = annotations;
    this.position = position;
  }

  void at(long time, int step, Column out) {
    long[] times = series.timesMillis();
    while (to < series.size() && times[to] <= time + lookback) {
      to++;
    }
    while (from < to && times[from] <= time - lookback) {
      from++;
    }
    int histograms = 0;
    int next = to;
    for (int i = to - 1; i >= from; i--) {
      histograms += isHistogram(i) ? 1 : 0;
      next = times[i] >= time ? i : next;
    }
    if (histograms > 0 && histograms < to - from) {
      annotations.mixedFloatsAndHistograms(series.labels().metricName(), position);
      return;
    }
    boolean exact = next < to && times[next] == time;
    if (!exact && next == from) {
      return;
    }
    if (histograms > 0) {
      histogram(exact ? next + 1 : next, time, exact, step, out);
    } else {
      out.set(step, exact ? series.values()[next] : value(next, time));
    }
  }

  private boolean isHistogram(int index) {
    return series.histograms() != null && series.histograms()[index] != null;
  }

  private double value(int next, long time) {
    double before = series.values()[next - 1];
    if (next == to) {
      return before;
    }
    long[] times = series.timesMillis();
    double share = (double) (time - times[next - 1]) / (times[next] - times[next - 1]);
    return before + (series.values()[next] - before) * share;
  }

  private void histogram(int next, long time, boolean exact, int step, Column out) {
    HistogramInterpolation.At before = sample(next - 1);
    if (exact) {
      out.set(step, before.histogram());
    } else if (next == to) {
      out.set(step, HistogramArithmetic.marked(before.histogram(), CounterReset.UNKNOWN));
    } else {
      between(before, sample(next), time, step, out);
    }
  }

  private void between(
      HistogramInterpolation.At before,
      HistogramInterpolation.At after,
      long time,
      int step,
      Column out) {
    // Else a change of the kind of buckets would pass for a reset.
    if (Buckets.custom(before.histogram()) != Buckets.custom(after.histogram())) {
      annotations.mixedBucketSchemas(series.labels().metricName(), position);
      return;
    }
    boolean counter =
        before.histogram().counterReset() != CounterReset.GAUGE
            || after.histogram().counterReset() != CounterReset.GAUGE;
    try {
      out.set(
          step,
          new HistogramInterpolation(annotations, position).between(before, after, time, counter));
    } catch (IncompatibleBucketsException e) {
      annotations.mixedBucketSchemas(series.labels().metricName(), position);
    }
  }

  private HistogramInterpolation.At sample(int index) {
    NativeHistogram histogram = series.histograms() == null ? null : series.histograms()[index];
    if (histogram == null) {
      throw new IllegalStateException("BUG: float where a histogram was");
    }
    return new HistogramInterpolation.At(histogram, series.timesMillis()[index]);
  }
}
