package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.eval.Window;
import dev.clew.metricsstore.promql.histogram.Buckets;
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
    NativeHistogram first = at(window, from);
    // Before a reset the first sample does not matter, so its buckets need not fit either.
    if (counter && isReset(window, first, from + 1)) {
      first = HistogramArithmetic.emptyLike(at(window, from + 1));
    }
    if (mixed(window, first, counter ? from + 1 : last)) {
      window.annotations().mixedBucketSchemas(window.metricName(), window.argument());
      return null;
    }
    annotateKind(window, counter);
    NativeHistogram total = difference(window, at(window, last), first, counter);
    NativeHistogram previous = first;
    for (int i = from + 1; counter && i <= last; i++) {
      if (isReset(window, previous, i)) {
        total = reported(window, HistogramArithmetic.add(total, previous), "addition");
      }
      previous = at(window, i);
    }
    if (counter) {
      StartTimes.warnOfOverlap(window);
    }
    return HistogramArithmetic.marked(HistogramArithmetic.compacted(total), CounterReset.GAUGE);
  }

  /** Whether one from an index on has other kinds of buckets than the first. */
  private static boolean mixed(Window window, NativeHistogram first, int from) {
    for (int i = from; i < window.to(); i++) {
      if (Buckets.custom(at(window, i)) != Buckets.custom(first)) {
        return true;
      }
    }
    return false;
  }

  /** On the coarsest schema of all samples of a counter, whether or not they are added later. */
  private static NativeHistogram difference(
      Window window, NativeHistogram last, NativeHistogram first, boolean counter) {
    int schema = Math.min(last.schema(), first.schema());
    for (int i = window.from() + 1; counter && i < window.to() - 1; i++) {
      schema = Math.min(schema, at(window, i).schema());
    }
    NativeHistogram coarse = HistogramArithmetic.coarsened(last, schema);
    return reported(window, HistogramArithmetic.subtract(coarse, first), "subtraction");
  }

  private static NativeHistogram reported(Window window, Outcome outcome, String operation) {
    if (outcome.reconciled()) {
      window.annotations().boundsReconciled(operation, window.argument());
    }
    return outcome.result();
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
