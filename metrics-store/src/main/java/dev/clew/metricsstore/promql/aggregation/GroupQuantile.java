package dev.clew.metricsstore.promql.aggregation;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.histogram.Quantiles;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** {@code quantile} over the floats of a group. */
final class GroupQuantile {
  private GroupQuantile() {}

  static List<Column> evaluate(Expression.Aggregate node, Evaluator evaluator, Steps steps) {
    Expression parameter = Objects.requireNonNull(node.parameter());
    double[] quantiles = evaluator.scalars(parameter, steps);
    for (double q : quantiles) {
      if (!(q >= 0 && q <= 1)) {
        evaluator.annotations().invalidQuantile(q, parameter.bare().position());
      }
    }
    return Aggregations.reduce(
        node,
        evaluator,
        steps,
        (group, step, out) -> {
          double[] values = new double[group.size()];
          int size = 0;
          for (Column column : group) {
            if (column.histogram(step) != null) {
              evaluator
                  .annotations()
                  .histogramIgnoredInAggregation("quantile", node.inner().position());
            } else if (column.hasFloat(step)) {
              values[size++] = column.value(step);
            }
          }
          if (size > 0) {
            out.set(step, Quantiles.quantile(quantiles[step], Arrays.copyOf(values, size)));
          }
        });
  }
}
