package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.histogram.HistogramArithmetic;
import dev.clew.metricsstore.promql.result.Annotations;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.NativeHistogram.CounterReset;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.memory.QueryMemory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives functions, aggregations and operators the values of their arguments, so that they need not
 * know how those come about. Made for one query and one thread.
 */
public interface Evaluator {
  QueryContext context();

  Selectors selectors();

  Annotations annotations();

  double[] scalars(Expression node, Steps steps);

  List<Column> columns(Expression node, Steps steps);

  /** Like a selector, but with a part of the samples as values. */
  List<Column> latest(Expression.VectorSelector selector, Steps steps, Selectors.Part part);

  /** Evaluates a range selector or subquery. */
  RangeVector range(Expression node, Steps steps);

  /** Applies a range function to a range selector or subquery. */
  List<Column> overRange(Expression node, Steps steps, boolean keepsName, RangeFunction function);

  /** Applies a range function to each series of a range vector, sliding the window. */
  List<Column> slide(RangeVector vector, Steps steps, boolean keepsName, RangeFunction function);

  /**
   * A vector whose series can be evaluated one by one, or null when it is none. The caller closes
   * it.
   */
  @Nullable SeriesPlan plan(Expression node, Steps steps);

  static String text(Expression node) {
    if (node.bare() instanceof Expression.StringLiteral literal) {
      return literal.value();
    }
    throw bug("string", node);
  }

  /**
   * A column as the samples it has. For subqueries what is known of counter resets goes, because
   * steps may skip or repeat the sample that had it.
   */
  static SeriesData samples(Column column, Steps steps, boolean forgetResets) {
    int size = column.samples();
    QueryMemory.current().take(SeriesData.bytes(column.labels(), size));
    long[] times = new long[size];
    double[] values = new double[size];
    NativeHistogram[] histograms = column.hasHistograms() ? new NativeHistogram[size] : null;
    int next = 0;
    for (int i = 0; i < steps.count(); i++) {
      if (!column.present(i)) {
        continue;
      }
      times[next] = steps.time(i);
      values[next] = column.value(i);
      NativeHistogram histogram = column.histogram(i);
      if (histograms != null && histogram != null) {
        boolean forget = forgetResets && histogram.counterReset() != CounterReset.GAUGE;
        histograms[next] =
            forget ? HistogramArithmetic.marked(histogram, CounterReset.UNKNOWN) : histogram;
      }
      next++;
    }
    return new SeriesData(column.labels(), times, values, histograms, size);
  }

  /** A tree that the check of types should have refused. */
  static IllegalStateException bug(String wanted, Expression node) {
    return new IllegalStateException("BUG: expected a " + wanted + ": " + node);
  }
}
