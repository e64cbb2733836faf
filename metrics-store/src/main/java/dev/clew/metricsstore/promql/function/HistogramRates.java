package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.eval.Window;
import dev.clew.metricsstore.promql.histogram.HistogramArithmetic;
import dev.clew.metricsstore.promql.histogram.HistogramArithmetic.Outcome;
import dev.clew.metricsstore.promql.histogram.HistogramInterpolation;
import dev.clew.metricsstore.promql.histogram.IncompatibleBucketsException;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.NativeHistogram.CounterReset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The difference of native histograms over a window, with counter resets taken into account. */
final class HistogramRates {
  private HistogramRates() {}

  static NativeHistogram at(Window window, int index) {
    return Objects.requireNonNull(window.histogram(index), "BUG: float where a histogram was");
  }

  /** The difference between last and first sample, or null when they do not go together. */
  static @Nullable NativeHistogram difference(Window window, boolean counter) {
    int from = window.from();
    int last = window.to() - 1;
    annotateKind(window, counter);
    NativeHistogram first = at(window, from);
    // Before a reset the first sample does not matter, so its buckets need not fit either.
    if (counter && isReset(window, first, from + 1)) {
      first = HistogramArithmetic.emptyLike(at(window, from + 1));
    }
    try {
      Outcome outcome = HistogramArithmetic.subtract(at(window, last), first);
      NativeHistogram total = outcome.result();
      if (outcome.reconciled()) {
        window.annotations().boundsReconciled("subtraction", window.argument());
      }
      NativeHistogram previous = first;
      for (int i = from + 1; counter && i <= last; i++) {
        NativeHistogram current = at(window, i);
        if (isReset(window, previous, i)) {
          Outcome corrected = HistogramArithmetic.add(total, previous);
          total = corrected.result();
          if (corrected.reconciled()) {
            window.annotations().boundsReconciled("addition", window.argument());
          }
        }
        previous = current;
      }
      return HistogramArithmetic.marked(HistogramArithmetic.compacted(total), CounterReset.GAUGE);
    } catch (IncompatibleBucketsException e) {
      window.annotations().mixedBucketSchemas(window.metricName(), window.argument());
      return null;
    }
  }

  /** The sum of two, or null when they do not go together. */
  static @Nullable NativeHistogram sum(Window window, NativeHistogram a, NativeHistogram b) {
    try {
      return new HistogramInterpolation(window.annotations(), window.argument()).sum(a, b);
    } catch (IncompatibleBucketsException e) {
      window.annotations().mixedBucketSchemas(window.metricName(), window.argument());
      return null;
    }
  }

  static boolean isReset(Window window, NativeHistogram previous, int index) {
    return StartTimes.isReset(window, index)
        || HistogramArithmetic.isReset(previous, at(window, index));
  }

  private static void annotateKind(Window window, boolean counter) {
    boolean anyGauge = false;
    for (int i = window.from(); i < window.to(); i++) {
      anyGauge |= at(window, i).counterReset() == CounterReset.GAUGE;
    }
    boolean endsGauge =
        at(window, window.from()).counterReset() == CounterReset.GAUGE
            && at(window, window.to() - 1).counterReset() == CounterReset.GAUGE;
    if (counter && anyGauge) {
      InstantRates.notCounter(window.annotations(), window.metricName(), window.argument());
    }
    if (!counter && !endsGauge) {
      InstantRates.notGauge(window.annotations(), window.metricName(), window.argument());
    }
  }
}
