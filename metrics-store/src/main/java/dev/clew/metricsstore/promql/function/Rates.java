package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.ast.Expression.Extension;
import dev.clew.metricsstore.promql.ast.Position;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.QueryContext;
import dev.clew.metricsstore.promql.eval.RangeFunction;
import dev.clew.metricsstore.promql.eval.Rollup;
import dev.clew.metricsstore.promql.eval.Window;
import dev.clew.metricsstore.promql.histogram.HistogramArithmetic;
import dev.clew.metricsstore.promql.notation.Quoting;
import dev.clew.metricsstore.promql.rollup.LastTwoRollup;
import dev.clew.metricsstore.promql.rollup.RateRollup;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How much a series changes: {@code rate}, {@code increase} and {@code delta}, extrapolated to the
 * edges of the range.
 *
 * <p>Extrapolation goes to the edge when the gap is below 1.1 times the average distance of
 * samples; otherwise the series is taken to begin or end in between, half such a distance away. A
 * counter is not extrapolated below zero.
 */
final class Rates implements RangeFunction {
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
    functions.put("rate", Functions.overRange(new Rates(true, true)));
    functions.put("increase", Functions.overRange(new Rates(true, false)));
    functions.put("delta", Functions.overRange(new Rates(false, false)));
    functions.put("irate", instant(true));
    functions.put("idelta", instant(false));
  }

  private static PromFunction instant(boolean rate) {
    RangeFunction function = window -> InstantRates.apply(window, rate);
    return Functions.overRange(function.with(() -> new LastTwoRollup(rate)));
  }

  @Override
  public Supplier<Rollup> rollup() {
    return () -> new RateRollup(counter, perSecond);
  }

  /** What is no counter by its name or type probably is a gauge. */
  @Override
  public void conclude(SeriesData series, Column result, QueryContext context, Position argument) {
    String name = series.labels().metricName();
    if (!counter || name.isEmpty() || !hasFloats(result)) {
      return;
    }
    if (!context.hasTypeLabels()) {
      if (COUNTER_SUFFIXES.stream().noneMatch(name::endsWith)) {
        context
            .annotations()
            .info(
                "metric might not be a counter, name does not end in"
                    + " _total/_sum/_count/_bucket: "
                    + Quoting.quote(name),
                argument);
      }
      return;
    }
    String type = series.labels().get("__type__");
    if (!type.equals("counter") && !type.equals("histogram")) {
      context
          .annotations()
          .info(
              "metric might not be a counter, __type__ label is not set to \"counter\" or"
                  + " \"histogram\", got "
                  + Quoting.quote(type)
                  + ": "
                  + Quoting.quote(name),
              argument);
    }
  }

  private static boolean hasFloats(Column column) {
    for (double value : column.values()) {
      if (!Column.isAbsent(value)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public double apply(Window window) {
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
      StartTimes.warnOfOverlap(window);
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
