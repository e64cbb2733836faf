package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.promql.ast.BinaryOperator;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.histogram.HistogramArithmetic;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.NativeHistogram.CounterReset;
import dev.clew.metricsstore.series.SeriesData;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Selectors of which a query looks at nothing but the counts and sums of native histograms. Their
 * buckets are left out, and while they are still there, it is found out where the counter was
 * reset, which then counts as said by the sample itself: sums of such histograms warn where one was
 * reset and another was not. That is what Prometheus does, down to the warnings.
 */
final class HistogramStatistics {
  private static final Set<String> STATISTICS =
      Set.of("histogram_count", "histogram_sum", "histogram_avg");
  private static final Set<String> WHOLE =
      Set.of("histogram_quantile", "histogram_quantiles", "histogram_fraction");
  private static final int[] NO_INDEXES = {};
  private static final double[] NO_NUMBERS = {};

  private HistogramStatistics() {}

  /** The selectors of a query that are meant. */
  static Set<Expression.VectorSelector> selectors(Expression query) {
    Set<Expression.VectorSelector> found = new HashSet<>();
    collect(query, false, false, found);
    return found;
  }

  /**
   * @param wanted whether a function above wants statistics
   * @param whole whether anything above needs the buckets
   */
  private static void collect(
      Expression node, boolean wanted, boolean whole, Set<Expression.VectorSelector> found) {
    boolean nowWanted = wanted;
    boolean nowWhole = whole;
    switch (node) {
      case Expression.VectorSelector selector -> {
        if (wanted && !whole) {
          found.add(selector);
        }
      }
      case Expression.Call call -> {
        nowWanted |= STATISTICS.contains(call.function().name());
        nowWhole |= WHOLE.contains(call.function().name());
      }
      case Expression.Subquery subquery -> nowWhole = true;
      case Expression.Binary binary ->
          nowWhole |=
              binary.operator() == BinaryOperator.TRIM_UPPER
                  || binary.operator() == BinaryOperator.TRIM_LOWER;
      case Expression.NumberLiteral number -> {}
      case Expression.StringLiteral string -> {}
      case Expression.Parentheses parentheses -> {}
      case Expression.Unary unary -> {}
      case Expression.MatrixSelector matrix -> {}
      case Expression.Aggregate aggregate -> {}
    }
    for (Expression child : node.children()) {
      collect(child, nowWanted, nowWhole, found);
    }
  }

  /** The series without buckets, and with what they said of resets. */
  static SeriesData of(SeriesData series) {
    @Nullable NativeHistogram @Nullable [] histograms = series.histograms();
    if (histograms == null) {
      return series;
    }
    @Nullable NativeHistogram[] out = new NativeHistogram[series.size()];
    NativeHistogram last = null;
    for (int i = 0; i < out.length; i++) {
      NativeHistogram histogram = histograms[i];
      if (histogram == null || SeriesData.isStale(histogram.sum())) {
        out[i] = histogram;
        continue;
      }
      CounterReset reset = histogram.counterReset();
      if (reset == CounterReset.UNKNOWN && last != null) {
        boolean isReset = HistogramArithmetic.isReset(last, histogram);
        reset = isReset ? CounterReset.RESET : CounterReset.NOT_RESET;
      }
      out[i] = bare(histogram, reset);
      last = histogram;
    }
    return new SeriesData(
        series.labels(),
        series.timesMillis(),
        series.values(),
        out,
        series.startsMillis(),
        series.size());
  }

  private static NativeHistogram bare(NativeHistogram histogram, CounterReset reset) {
    return new NativeHistogram(
        histogram.schema(),
        histogram.count(),
        histogram.sum(),
        0,
        0,
        reset,
        NO_INDEXES,
        NO_NUMBERS,
        NO_INDEXES,
        NO_NUMBERS,
        NO_NUMBERS);
  }

  /** A stage that gets series without buckets. */
  record Stage(SeriesStage inner) implements SeriesStage {
    @Override
    public @Nullable Column apply(SeriesData series, double[] values) {
      return inner.apply(of(series), values);
    }

    @Override
    public long seen(long @Nullable [] perStep) {
      return inner.seen(perStep);
    }
  }
}
