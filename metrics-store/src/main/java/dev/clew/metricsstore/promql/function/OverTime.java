package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.RangeFunction;
import dev.clew.metricsstore.promql.eval.Rollup;
import dev.clew.metricsstore.promql.eval.Window;
import dev.clew.metricsstore.promql.histogram.HistogramSum;
import dev.clew.metricsstore.promql.histogram.IncompatibleBucketsException;
import dev.clew.metricsstore.promql.histogram.Kahan;
import dev.clew.metricsstore.promql.histogram.Mean;
import dev.clew.metricsstore.promql.rollup.EdgeRollup;
import dev.clew.metricsstore.promql.rollup.SumRollup;
import dev.clew.metricsstore.series.NativeHistogram;
import java.util.Map;
import java.util.function.Supplier;

/** Sums, means, counts and single samples of a range. */
final class OverTime {
  private OverTime() {}

  static void register(Map<String, PromFunction> functions) {
    add(functions, "sum_over_time", window -> sumOrMean(window, false), () -> new SumRollup(false));
    add(functions, "avg_over_time", window -> sumOrMean(window, true), () -> new SumRollup(true));
    add(functions, "count_over_time", Window::size, () -> EdgeRollup.COUNT);
    add(functions, "present_over_time", window -> 1, () -> EdgeRollup.PRESENT);
    RangeFunction last = window -> sample(window, window.to() - 1);
    functions.put("last_over_time", Functions.overRange(last.with(() -> EdgeRollup.LAST), true));
    RangeFunction first = window -> sample(window, window.from());
    functions.put("first_over_time", Functions.overRange(first.with(() -> EdgeRollup.FIRST), true));
    functions.put(
        "ts_of_first_over_time",
        Functions.overRange(window -> window.time(window.from()) / 1000.0));
    functions.put(
        "ts_of_last_over_time",
        Functions.overRange(window -> window.time(window.to() - 1) / 1000.0));
  }

  private static void add(
      Map<String, PromFunction> functions,
      String name,
      RangeFunction function,
      Supplier<Rollup> faster) {
    functions.put(name, Functions.overRange(function.with(faster)));
  }

  private static double sample(Window window, int index) {
    NativeHistogram histogram = window.histogram(index);
    return histogram == null ? window.value(index) : window.answer(histogram);
  }

  private static double sumOrMean(Window window, boolean mean) {
    if (window.histogramCount() == 0) {
      return mean ? mean(window) : sum(window);
    }
    if (window.floatCount() > 0) {
      window.annotations().mixedFloatsAndHistograms(window.metricName(), window.argument());
      return Column.ABSENT;
    }
    HistogramSum sum = new HistogramSum();
    try {
      for (int i = window.from(); i < window.to(); i++) {
        NativeHistogram histogram = HistogramRates.at(window, i);
        if (mean) {
          sum.addForMean(histogram);
        } else {
          sum.add(histogram);
        }
      }
    } catch (IncompatibleBucketsException e) {
      window.annotations().mixedBucketSchemas(window.metricName(), window.argument());
      return Column.ABSENT;
    }
    sum.annotate(window.annotations(), window.argument());
    return window.answer(mean ? sum.mean() : sum.sum());
  }

  private static double sum(Window window) {
    double[] values = window.values();
    Kahan sum = new Kahan();
    for (int i = window.from(); i < window.to(); i++) {
      sum.add(values[i]);
    }
    return sum.total();
  }

  private static double mean(Window window) {
    double[] values = window.values();
    Mean mean = new Mean();
    for (int i = window.from(); i < window.to(); i++) {
      mean.add(values[i]);
    }
    return mean.result();
  }
}
