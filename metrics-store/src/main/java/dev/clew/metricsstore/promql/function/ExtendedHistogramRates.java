package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.ast.Expression.Extension;
import dev.clew.metricsstore.promql.eval.Window;
import dev.clew.metricsstore.promql.histogram.Buckets;
import dev.clew.metricsstore.promql.histogram.HistogramArithmetic;
import dev.clew.metricsstore.promql.histogram.HistogramInterpolation;
import dev.clew.metricsstore.promql.histogram.HistogramInterpolation.At;
import dev.clew.metricsstore.promql.histogram.IncompatibleBucketsException;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.NativeHistogram.CounterReset;
import org.jspecify.annotations.Nullable;

/** {@link ExtendedRates} of native histograms. */
final class ExtendedHistogramRates {
  private final Window window;
  private final boolean counter;
  private final boolean smoothed;
  private final HistogramInterpolation interpolation;

  private ExtendedHistogramRates(Window window, boolean counter) {
    this.window = window;
    this.counter = counter;
    this.smoothed = window.extension() == Extension.SMOOTHED;
    this.interpolation = new HistogramInterpolation(window.annotations(), window.argument());
  }

  /** The change over the range, or null when there is none. */
  static @Nullable NativeHistogram apply(Window window, boolean counter, boolean perSecond) {
    try {
      NativeHistogram change = new ExtendedHistogramRates(window, counter).change();
      if (change == null) {
        return null;
      }
      double divisor = perSecond ? window.rangeMillis() / 1000.0 : 1;
      NativeHistogram result = HistogramArithmetic.divided(change, divisor);
      return HistogramArithmetic.marked(HistogramArithmetic.compacted(result), CounterReset.GAUGE);
    } catch (IncompatibleBucketsException e) {
      window.annotations().mixedBucketSchemas(window.metricName(), window.argument());
      return null;
    }
  }

  private @Nullable NativeHistogram change() {
    int first = ExtendedRates.firstIndex(window);
    int last = ExtendedRates.lastIndex(window);
    long start = window.rangeStart();
    long end = window.rangeEnd();
    boolean outside = window.time(last) <= start || (smoothed && window.time(first) > end);
    if (outside || !usable(first, last)) {
      return null;
    }
    NativeHistogram left =
        smoothed && window.time(first) < start
            ? interpolation.between(at(first), at(first + 1), start, counter)
            : histogram(first);
    NativeHistogram right =
        smoothed && last > window.from() && window.time(last) > end
            ? interpolation.between(at(last - 1), at(last), end, counter)
            : histogram(last);
    boolean gauges =
        left.counterReset() == CounterReset.GAUGE && right.counterReset() == CounterReset.GAUGE;
    if (!counter && !gauges) {
      InstantRates.notGauge(window.annotations(), window.metricName(), window.argument());
    }
    NativeHistogram change = interpolation.difference(right, left);
    NativeHistogram lost = counter ? lostByResets(first, last, left, right) : null;
    return lost == null ? change : interpolation.sum(change, lost);
  }

  private boolean usable(int first, int last) {
    boolean custom = Buckets.custom(histogram(first));
    for (int i = first; i <= last; i++) {
      if (Buckets.custom(histogram(i)) != custom) {
        window.annotations().mixedBucketSchemas(window.metricName(), window.argument());
        return false;
      }
      if (counter && histogram(i).counterReset() == CounterReset.GAUGE) {
        InstantRates.notCounter(window.annotations(), window.metricName(), window.argument());
      }
    }
    return true;
  }

  /** What was counted before the resets between the ends; null for nothing. */
  private @Nullable NativeHistogram lostByResets(
      int first, int last, NativeHistogram left, NativeHistogram right) {
    int from = first + 1;
    NativeHistogram previous = left;
    boolean cutsReset =
        smoothed
            && window.time(first) < window.rangeStart()
            && HistogramArithmetic.isReset(histogram(first), histogram(first + 1));
    if (cutsReset) {
      // The left end was interpolated over this reset, which has been reckoned with therefore.
      previous = histogram(first + 1);
      from++;
    }
    if (from > last) {
      return null;
    }
    NativeHistogram lost = null;
    for (int i = from; i < last; i++) {
      if (HistogramArithmetic.isReset(previous, histogram(i))) {
        lost = lost == null ? previous : interpolation.sum(lost, previous);
      }
      previous = histogram(i);
    }
    if (HistogramArithmetic.isReset(previous, right)) {
      lost = lost == null ? previous : interpolation.sum(lost, previous);
    }
    return lost;
  }

  private NativeHistogram histogram(int index) {
    return HistogramRates.at(window, index);
  }

  private At at(int index) {
    return new At(histogram(index), window.time(index));
  }
}
