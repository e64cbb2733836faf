package dev.clew.metricsstore.promql.aggregation;

import dev.clew.metricsstore.promql.ast.AggregateOperator;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.QueryContext;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.notation.Numbers;
import dev.clew.model.Labels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * {@code limitk} and {@code limit_ratio}: some of the series. Which ones a ratio takes depends on a
 * hash of the labels only, so that a ratio and its negative complement each other.
 */
final class Sampling {
  private Sampling() {}

  static List<Column> evaluate(Expression.Aggregate node, Evaluator evaluator, Steps steps) {
    boolean byRatio = node.operator() == AggregateOperator.LIMIT_RATIO;
    double[] limits =
        byRatio ? ratios(node, evaluator, steps) : Ranking.limits(node, evaluator, steps);
    List<Column> input = evaluator.columns(node.inner(), steps);
    Map<Column, Column> chosen = new LinkedHashMap<>();
    for (List<Column> group : Groups.of(input, node).values()) {
      for (int i = 0; i < steps.count(); i++) {
        int taken = 0;
        for (Column column : group) {
          boolean takes = byRatio ? inRatio(limits[i], column.labels()) : taken + 1 <= limits[i];
          if (column.present(i) && takes) {
            Ranking.pick(chosen, column).copy(column, i);
            taken++;
          }
        }
      }
    }
    return new ArrayList<>(chosen.values());
  }

  private static double[] ratios(Expression.Aggregate node, Evaluator evaluator, Steps steps) {
    Expression parameter = Objects.requireNonNull(node.parameter());
    double[] ratios = evaluator.scalars(parameter, steps).clone();
    for (int i = 0; i < ratios.length; i++) {
      double ratio = ratios[i];
      if (Double.isNaN(ratio)) {
        throw QueryContext.failure("Ratio value is NaN");
      }
      double capped = Math.clamp(ratio, -1.0, 1.0);
      if (capped != ratio) {
        evaluator
            .annotations()
            .warn(
                "ratio value should be between -1 and 1, got "
                    + Numbers.general(ratio)
                    + ", capping to "
                    + Numbers.general(capped),
                parameter.bare().position());
      }
      ratios[i] = capped;
    }
    return ratios;
  }

  private static boolean inRatio(double ratio, Labels labels) {
    double offset = LabelHash.of(labels) / 0x1p64;
    offset = offset < 0 ? offset + 1 : offset;
    return ratio >= 0 ? offset < ratio : offset >= 1 + ratio;
  }
}
