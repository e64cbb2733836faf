package dev.clew.metricsstore.promql.aggregation;

import dev.clew.metricsstore.promql.ast.AggregateOperator;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Evaluator;
import java.util.List;

/** {@code stdvar} and {@code stddev} of the population, by Welford's algorithm. */
final class Deviation implements Aggregations.Reduction {
  private final Expression.Aggregate node;
  private final Evaluator evaluator;

  Deviation(Expression.Aggregate node, Evaluator evaluator) {
    this.node = node;
    this.evaluator = evaluator;
  }

  @Override
  public void apply(List<Column> group, int step, Column out) {
    double count = 0;
    double mean = 0;
    double squares = 0;
    for (Column column : group) {
      if (column.histogram(step) != null) {
        evaluator
            .annotations()
            .histogramIgnoredInAggregation(node.operator().symbol(), node.inner().position());
      } else if (column.hasFloat(step)) {
        double value = column.value(step);
        count++;
        double delta = value - mean;
        mean += delta / count;
        squares += delta * (value - mean);
      }
    }
    if (count > 0) {
      double variance = squares / count;
      out.set(step, node.operator() == AggregateOperator.STDDEV ? Math.sqrt(variance) : variance);
    }
  }
}
