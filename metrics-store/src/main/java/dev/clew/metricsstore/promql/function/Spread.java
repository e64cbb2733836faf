package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.RangeFunction;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.eval.Window;
import dev.clew.metricsstore.promql.histogram.Kahan;
import dev.clew.metricsstore.promql.histogram.Quantiles;
import dev.clew.metricsstore.promql.rollup.DeviationRollup;
import dev.clew.metricsstore.promql.rollup.QuantileRollup;
import java.util.Arrays;
import java.util.Map;

/** How the values of a range are spread: variance, quantiles, deviation from the median. */
final class Spread {
  private Spread() {}

  static void register(Map<String, PromFunction> functions) {
    RangeFunction variance = Spread::variance;
    functions.put(
        "stdvar_over_time", Functions.overRange(variance.with(() -> new DeviationRollup(false))));
    RangeFunction deviation =
        window -> {
          double square = variance(window);
          return Column.isAbsent(square) ? square : Math.sqrt(square);
        };
    functions.put(
        "stddev_over_time", Functions.overRange(deviation.with(() -> new DeviationRollup(true))));
    functions.put("mad_over_time", Functions.overRange(Spread::medianDeviation));
    functions.put("quantile_over_time", new OverRange(1, false, Spread::quantile));
  }

  /** Whether there is a float; says so when histograms are left out. */
  static boolean hasFloats(Window window) {
    if (window.floatCount() == 0) {
      return false;
    }
    if (window.histogramCount() > 0) {
      window.annotations().histogramsIgnoredInRange(window.metricName(), window.argument());
    }
    return true;
  }

  private static double variance(Window window) {
    if (!hasFloats(window)) {
      return Column.ABSENT;
    }
    double count = 0;
    Kahan mean = new Kahan();
    Kahan squares = new Kahan();
    for (double value : window.floats()) {
      count++;
      double delta = value - (mean.raw() + mean.compensation());
      mean.add(delta / count);
      squares.add(delta * (value - (mean.raw() + mean.compensation())));
    }
    return (squares.raw() + squares.compensation()) / count;
  }

  private static double medianDeviation(Window window) {
    if (!hasFloats(window)) {
      return Column.ABSENT;
    }
    double[] values = window.floats();
    if (Arrays.stream(values).anyMatch(Double::isNaN)) {
      return Double.NaN;
    }
    double median = Quantiles.quantile(0.5, values.clone());
    return Quantiles.quantile(
        0.5, Arrays.stream(values).map(value -> Math.abs(value - median)).toArray());
  }

  private static RangeFunction quantile(Expression.Call call, Evaluator evaluator, Steps steps) {
    Expression parameter = call.arguments().getFirst();
    double[] quantiles = evaluator.scalars(parameter, steps);
    RangeFunction function =
        window -> {
          if (!hasFloats(window)) {
            return Column.ABSENT;
          }
          double q = quantiles[window.step()];
          if (!(q >= 0 && q <= 1)) {
            window.annotations().invalidQuantile(q, parameter.bare().position());
          }
          return Quantiles.quantile(q, window.floats());
        };
    return function.with(() -> new QuantileRollup(quantiles));
  }
}
