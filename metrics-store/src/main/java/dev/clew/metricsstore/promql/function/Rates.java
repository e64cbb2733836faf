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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    return new Value.Columns(evaluator.slide(range, steps, false, this::applyAndHint));
  }

  private double applyAndHint(Window window) {
    double result = apply(window);
    if (counter && !Column.isAbsent(result) && window.isFirstAnswer()) {
      hintAtGauge(window);
    }
    return result;
  }

  /** What is no counter by its name or type probably is a gauge. */
  private static void hintAtGauge(Window window) {
    String name = window.metricName();
    if (name.isEmpty()) {
      return;
    }
    String type = window.typeLabel();
    if (!window.hasTypeLabels()) {
      if (COUNTER_SUFFIXES.stream().noneMatch(name::endsWith)) {
        window
            .annotations()
            .info(
                "metric might not be a counter, name does not end in"
                    + " _total/_sum/_count/_bucket: "
                    + Quoting.quote(name),
                window.argument());
      }
    } else if (!type.equals("counter") && !type.equals("histogram")) {
      window
          .annotations()
          .info(
              "metric might not be a counter, __type__ label is not set to \"counter\" or"
                  + " \"histogram\", got "
                  + Quoting.quote(type)
                  + ": "
                  + Quoting.quote(name),
              window.argument());
    }
  }

  private double apply(Window window) {
    if (window.histogramCount() > 0 && window.floatCount() > 0) {
      window.annotations().mixedFloatsAndHistograms(window.metricName(), window.argument());
      return Column.ABSENT;
    }
    if (window.extension() != Extension.NONE) {
      return window.histogramCount() == 0
          ? ExtendedRates.apply(window, counter, perSecond)
          : answer(window, ExtendedHistogramRates.apply(window, counter, perSecond));
    }
    boolean fromStart = counter && startsWithin(window);
    if (window.size() < 2 && !fromStart) {
      return Column.ABSENT;
    }
    return window.histogramCount() > 0
        ? answer(window, ofHistograms(window, fromStart))
        : ofFloats(window, fromStart);
  }

  private static double answer(Window window, @Nullable NativeHistogram result) {
    return result == null ? Column.ABSENT : window.answer(result);
  }

  /** Whether the first sample began to count within the range: at zero, that is. */
  private static boolean startsWithin(Window window) {
    long start = window.start(window.from());
    return start != 0 && start > window.rangeStart() && start < window.time(window.from());
  }

  private double ofFloats(Window window, boolean fromStart) {
    double first = window.value(window.from());
    double difference = difference(window);
    if (fromStart) {
      return (difference + first) * factorFromStart(window);
    }
    return difference * factor(window, first, difference);
  }

  private @Nullable NativeHistogram ofHistograms(Window window, boolean fromStart) {
    NativeHistogram first = HistogramRates.at(window, window.from());
    NativeHistogram difference =
        window.size() > 1 ? HistogramRates.difference(window, counter) : null;
    if (window.size() > 1 && difference == null) {
      return null;
    }
    if (fromStart) {
      NativeHistogram total =
          difference == null ? first : HistogramRates.sum(window, difference, first);
      return total == null ? null : HistogramArithmetic.multiplied(total, factorFromStart(window));
    }
    return difference == null
        ? null
        : HistogramArithmetic.multiplied(
            difference, factor(window, first.count(), difference.count()));
  }

  private double difference(Window window) {
    double[] values = window.values();
    int last = window.to() - 1;
    double difference = values[last] - values[window.from()];
    if (counter && (window.hasStarts() || window.mayHaveResets())) {
      for (int i = window.from() + 1; i <= last; i++) {
        if (values[i] < values[i - 1] || StartTimes.isReset(window, i)) {
          difference += values[i - 1];
        }
      }
    }
    return difference;
  }

  /** Like {@link #factor} for a range that begins with the start of the counter. */
  private double factorFromStart(Window window) {
    long lastTime = window.time(window.to() - 1);
    double counted = (lastTime - window.start(window.from())) / 1000.0;
    double toEnd = (window.rangeEnd() - lastTime) / 1000.0;
    double distance =
        window.size() > 1
            ? (lastTime - window.time(window.from())) / 1000.0 / (window.size() - 1)
            : 0;
    if (toEnd >= distance * GAP_TOLERANCE) {
      toEnd = distance / 2;
    }
    double factor = (counted + toEnd) / counted;
    return perSecond ? factor / (window.rangeMillis() / 1000.0) : factor;
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
