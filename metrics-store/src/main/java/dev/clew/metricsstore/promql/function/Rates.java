package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.Expression.Extension;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.RangeVector;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.eval.Value;
import dev.clew.metricsstore.promql.eval.Window;
import dev.clew.metricsstore.promql.histogram.HistogramArithmetic;
import dev.clew.metricsstore.promql.notation.Quoting;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How much a series changes: {@code rate}, {@code increase} and {@code delta}, extrapolated to the
 * edges of the range.
 *
 * <p>Extrapolation goes to the edge when the gap is below 1.1 times the average distance of
 * samples; otherwise the series is taken to begin or end in between, half such a distance away. A
 * counter is not extrapolated below zero.
 */
final class Rates {
  private static final double GAP_TOLERANCE = 1.1;
  private static final List<String> COUNTER_SUFFIXES =
      List.of("_total", "_sum", "_count", "_bucket");

  private final boolean counter;
  private final boolean perSecond;

  private Rates(boolean counter, boolean perSecond) {
    this.counter = counter;
    this.perSecond = perSecond;
  }

  static void register(Map<String, PromFunction> functions) {
    functions.put("rate", new Rates(true, true)::evaluate);
    functions.put("increase", new Rates(true, false)::evaluate);
    functions.put("delta", new Rates(false, false)::evaluate);
    functions.put("irate", Functions.overRange(window -> InstantRates.apply(window, true)));
    functions.put("idelta", Functions.overRange(window -> InstantRates.apply(window, false)));
  }

  private Value evaluate(Expression.Call call, Evaluator evaluator, Steps steps) {
    RangeVector range = evaluator.range(call.arguments().getFirst(), steps);
    List<Column> columns = evaluator.slide(range, steps, false, this::apply);
    if (counter) {
      hintAtGauges(range, columns, evaluator);
    }
    return new Value.Columns(columns);
  }

  private static void hintAtGauges(RangeVector range, List<Column> columns, Evaluator evaluator) {
    boolean anyFloat = columns.stream().anyMatch(Rates::hasFloats);
    if (!anyFloat) {
      return;
    }
    for (SeriesData series : range.series()) {
      String name = series.labels().metricName();
      boolean named = COUNTER_SUFFIXES.stream().anyMatch(name::endsWith);
      if (!name.isEmpty() && !named && series.size() > 1 && series.histograms() == null) {
        evaluator
            .annotations()
            .info(
                "metric might not be a counter, name does not end in"
                    + " _total/_sum/_count/_bucket: "
                    + Quoting.quote(name),
                range.position());
      }
    }
  }

  private static boolean hasFloats(Column column) {
    return Arrays.stream(column.values()).anyMatch(value -> !Column.isAbsent(value));
  }

  private double apply(Window window) {
    if (window.extension() != Extension.NONE) {
      return ExtendedRates.apply(window, counter, perSecond);
    }
    if (window.histogramCount() > 0 && window.floatCount() > 0) {
      window.annotations().mixedFloatsAndHistograms(window.metricName(), window.argument());
      return Column.ABSENT;
    }
    if (window.size() < 2) {
      return Column.ABSENT;
    }
    if (window.histogramCount() > 0) {
      NativeHistogram difference = HistogramRates.difference(window, counter);
      if (difference == null) {
        return Column.ABSENT;
      }
      NativeHistogram first = HistogramRates.at(window, window.from());
      double factor = factor(window, first.count(), difference.count());
      return window.answer(HistogramArithmetic.multiplied(difference, factor));
    }
    double difference = difference(window);
    return difference * factor(window, window.value(window.from()), difference);
  }

  private double difference(Window window) {
    double[] values = window.values();
    int last = window.to() - 1;
    double difference = values[last] - values[window.from()];
    if (counter && window.mayHaveResets()) {
      for (int i = window.from() + 1; i <= last; i++) {
        if (values[i] < values[i - 1]) {
          difference += values[i - 1];
        }
      }
    }
    return difference;
  }

  /** How much more the whole range is than what lies between first and last sample. */
  private double factor(Window window, double first, double difference) {
    long firstTime = window.time(window.from());
    long lastTime = window.time(window.to() - 1);
    double toStart = (firstTime - window.rangeStart()) / 1000.0;
    double toEnd = (window.rangeEnd() - lastTime) / 1000.0;
    double sampled = (lastTime - firstTime) / 1000.0;
    double distance = sampled / (window.size() - 1);
    double threshold = distance * GAP_TOLERANCE;
    if (toStart >= threshold) {
      toStart = distance / 2;
    }
    if (counter && difference > 0 && first >= 0) {
      toStart = Math.min(toStart, sampled * (first / difference));
    }
    if (toEnd >= threshold) {
      toEnd = distance / 2;
    }
    double factor = (sampled + toStart + toEnd) / sampled;
    return perSecond ? factor / (window.rangeMillis() / 1000.0) : factor;
  }
}
