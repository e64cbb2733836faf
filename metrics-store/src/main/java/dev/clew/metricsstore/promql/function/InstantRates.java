package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.ast.Position;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Window;
import dev.clew.metricsstore.promql.histogram.HistogramArithmetic;
import dev.clew.metricsstore.promql.histogram.IncompatibleBucketsException;
import dev.clew.metricsstore.promql.notation.Quoting;
import dev.clew.metricsstore.promql.result.Annotations;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.NativeHistogram.CounterReset;
import org.jspecify.annotations.Nullable;

/** The change between the last two samples: {@code irate} and {@code idelta}. */
final class InstantRates {
  private InstantRates() {}

  static double apply(Window window, boolean rate) {
    if (window.size() < 2) {
      return Column.ABSENT;
    }
    int last = window.to() - 1;
    double seconds = (window.time(last) - window.time(last - 1)) / 1000.0;
    NativeHistogram now = window.histogram(last);
    NativeHistogram before = window.histogram(last - 1);
    if (now == null && before == null) {
      double current = window.value(last);
      double previous = window.value(last - 1);
      boolean reset = rate && (current < previous || StartTimes.isReset(window, last));
      double change = reset ? current : current - previous;
      return rate ? change / seconds : change;
    }
    if (now == null || before == null) {
      window.annotations().mixedFloatsAndHistograms(window.metricName(), window.argument());
      return Column.ABSENT;
    }
    checkKind(window, now, before, rate);
    NativeHistogram change = change(window, now, before, rate);
    if (change == null) {
      return Column.ABSENT;
    }
    return window.answer(rate ? HistogramArithmetic.divided(change, seconds) : change);
  }

  private static void checkKind(
      Window window, NativeHistogram now, NativeHistogram before, boolean rate) {
    boolean anyGauge =
        now.counterReset() == CounterReset.GAUGE || before.counterReset() == CounterReset.GAUGE;
    boolean bothGauge =
        now.counterReset() == CounterReset.GAUGE && before.counterReset() == CounterReset.GAUGE;
    if (rate && anyGauge) {
      notCounter(window.annotations(), window.metricName(), window.argument());
    }
    if (!rate && !bothGauge) {
      notGauge(window.annotations(), window.metricName(), window.argument());
    }
  }

  static void notCounter(Annotations annotations, String metric, Position position) {
    annotations.warn(
        "this native histogram metric is not a counter: " + Quoting.quote(metric), position);
  }

  static void notGauge(Annotations annotations, String metric, Position position) {
    annotations.warn(
        "this native histogram metric is not a gauge: " + Quoting.quote(metric), position);
  }

  private static @Nullable NativeHistogram change(
      Window window, NativeHistogram now, NativeHistogram before, boolean rate) {
    NativeHistogram change = now;
    if (!rate || !HistogramRates.isReset(window, before, window.to() - 1)) {
      try {
        HistogramArithmetic.Outcome outcome = HistogramArithmetic.subtract(now, before);
        if (outcome.reconciled()) {
          window.annotations().boundsReconciled("subtraction", window.argument());
        }
        change = outcome.result();
      } catch (IncompatibleBucketsException e) {
        window.annotations().mixedBucketSchemas(window.metricName(), window.argument());
        return null;
      }
    }
    return HistogramArithmetic.marked(HistogramArithmetic.compacted(change), CounterReset.GAUGE);
  }
}
