package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.QueryContext;
import dev.clew.metricsstore.promql.eval.RangeVector;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.eval.Value;
import dev.clew.metricsstore.promql.eval.Window;
import dev.clew.metricsstore.promql.histogram.Kahan;
import java.util.Locale;
import java.util.Map;

/** Regression and smoothing. */
final class Trends {
  private Trends() {}

  private record Line(double slope, double intercept) {}

  static void register(Map<String, PromFunction> functions) {
    functions.put(
        "deriv",
        Functions.overRange(
            window -> usable(window) ? line(window, firstTime(window)).slope() : Column.ABSENT));
    functions.put("predict_linear", Trends::predictLinear);
    functions.put("double_exponential_smoothing", Trends::smoothing);
  }

  /** Whether there are two floats; says so when histograms are left out. */
  private static boolean usable(Window window) {
    if (window.histogramCount() > 0 && window.floatCount() > 0) {
      window.annotations().histogramsIgnoredInRange(window.metricName(), window.argument());
    }
    return window.floatCount() >= 2;
  }

  private static long firstTime(Window window) {
    int first = window.from();
    while (!window.isFloat(first)) {
      first++;
    }
    return window.time(first);
  }

  private static Value predictLinear(Expression.Call call, Evaluator evaluator, Steps steps) {
    double[] ahead = evaluator.scalars(call.arguments().get(1), steps);
    RangeVector range = evaluator.range(call.arguments().getFirst(), steps);
    return new Value.Columns(
        evaluator.slide(
            range,
            steps,
            false,
            window -> {
              if (!usable(window)) {
                return Column.ABSENT;
              }
              Line line = line(window, window.evaluationTime());
              return line.slope() * ahead[window.step()] + line.intercept();
            }));
  }

  /** Least squares; the intercept is the value at {@code zeroTime}. */
  private static Line line(Window window, long zeroTime) {
    double n = 0;
    Kahan sumX = new Kahan();
    Kahan sumY = new Kahan();
    Kahan sumXy = new Kahan();
    Kahan sumXx = new Kahan();
    double first = Double.NaN;
    boolean constant = true;
    for (int i = window.from(); i < window.to(); i++) {
      if (!window.isFloat(i)) {
        continue;
      }
      double y = window.value(i);
      if (n == 0) {
        first = y;
      } else if (y != first) {
        constant = false;
      }
      n++;
      double x = (window.time(i) - zeroTime) / 1000.0;
      sumX.add(x);
      sumY.add(y);
      sumXy.add(x * y);
      sumXx.add(x * x);
    }
    if (constant) {
      return Double.isInfinite(first) ? new Line(Double.NaN, Double.NaN) : new Line(0, first);
    }
    double covariance = total(sumXy) - total(sumX) * total(sumY) / n;
    double variance = total(sumXx) - total(sumX) * total(sumX) / n;
    double slope = covariance / variance;
    return new Line(slope, total(sumY) / n - slope * total(sumX) / n);
  }

  private static double total(Kahan sum) {
    return sum.raw() + sum.compensation();
  }

  private static Value smoothing(Expression.Call call, Evaluator evaluator, Steps steps) {
    double[] smoothing = evaluator.scalars(call.arguments().get(1), steps);
    double[] trend = evaluator.scalars(call.arguments().get(2), steps);
    RangeVector range = evaluator.range(call.arguments().getFirst(), steps);
    return new Value.Columns(
        evaluator.slide(
            range,
            steps,
            false,
            window -> {
              double sf = factor("smoothing factor. Expected: 0 < sf", smoothing, window);
              double tf = factor("trend factor. Expected: 0 < tf", trend, window);
              return usable(window) ? smoothed(window.floats(), sf, tf) : Column.ABSENT;
            }));
  }

  private static double factor(String what, double[] values, Window window) {
    double value = values[window.step()];
    if (value <= 0 || value >= 1) {
      throw QueryContext.failure(
          "invalid " + what + " < 1, got: " + String.format(Locale.ROOT, "%f", value));
    }
    return value;
  }

  private static double smoothed(double[] values, double sf, double tf) {
    double before = 0;
    double smoothed = values[0];
    double trend = values[1] - values[0];
    for (int i = 1; i < values.length; i++) {
      if (i > 1) {
        trend = tf * (smoothed - before) + (1 - tf) * trend;
      }
      double next = sf * values[i] + (1 - sf) * (smoothed + trend);
      before = smoothed;
      smoothed = next;
    }
    return smoothed;
  }
}
