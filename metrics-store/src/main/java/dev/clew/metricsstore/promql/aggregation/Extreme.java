package dev.clew.metricsstore.promql.aggregation;

import dev.clew.metricsstore.promql.ast.AggregateOperator;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Evaluator;
import java.util.List;

/** {@code min} and {@code max}. NaN loses against any number. */
final class Extreme implements Aggregations.Reduction {
  private final Expression.Aggregate node;
  private final Evaluator evaluator;

  Extreme(Expression.Aggregate node, Evaluator evaluator) {
    this.node = node;
    this.evaluator = evaluator;
  }

  @Override
  public void apply(List<Column> group, int step, Column out) {
    boolean greatest = node.operator() == AggregateOperator.MAX;
    double best = Double.NaN;
    boolean any = false;
    for (Column column : group) {
      if (column.histogram(step) != null) {
        evaluator
            .annotations()
            .histogramIgnoredInAggregation(node.operator().symbol(), node.inner().position());
      } else if (column.hasFloat(step)) {
        double value = column.value(step);
        boolean better = greatest ? value > best : value < best;
        if (!any || better || Double.isNaN(best)) {
          best = value;
        }
        any = true;
      }
    }
    if (any) {
      out.set(step, best);
    }
  }
}
