package dev.clew.metricsstore.promql.aggregation;

import dev.clew.metricsstore.promql.ast.AggregateOperator;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.QueryContext;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.notation.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** {@code topk} and {@code bottomk}: the series with the greatest or least values. */
final class Ranking {
  private Ranking() {}

  static List<Column> evaluate(Expression.Aggregate node, Evaluator evaluator, Steps steps) {
    double[] limits = limits(node, evaluator, steps);
    List<Column> input = evaluator.columns(node.inner(), steps);
    boolean top = node.operator() == AggregateOperator.TOPK;
    Map<Column, Column> chosen = new LinkedHashMap<>();
    for (List<Column> group : Groups.of(input, node).values()) {
      for (int i = 0; i < steps.count(); i++) {
        List<Column> present = floats(group, i, node, evaluator);
        present.sort(order(i, top));
        int count = (int) Math.min(Math.max(0, limits[i]), present.size());
        for (Column column : present.subList(0, count)) {
          pick(chosen, column, steps).set(i, column.value(i));
        }
      }
    }
    return new ArrayList<>(chosen.values());
  }

  static Column pick(Map<Column, Column> chosen, Column column, Steps steps) {
    return chosen.computeIfAbsent(
        column, c -> new Column(c.labels(), c.dropsName(), steps.count()));
  }

  /** The parameter at each step, checked as Prometheus does. */
  static double[] limits(Expression.Aggregate node, Evaluator evaluator, Steps steps) {
    double[] limits = evaluator.scalars(Objects.requireNonNull(node.parameter()), steps);
    double greatest = Double.NEGATIVE_INFINITY;
    for (double limit : limits) {
      greatest = Math.max(greatest, Double.isNaN(limit) ? greatest : limit);
    }
    for (double limit : limits) {
      if (Double.isNaN(limit)) {
        throw QueryContext.failure("Parameter value is NaN");
      }
      if (limit <= Long.MIN_VALUE && greatest >= 1) {
        throw QueryContext.failure("Scalar value " + Numbers.general(limit) + " underflows int64");
      }
      if (limit >= Long.MAX_VALUE) {
        throw QueryContext.failure("Scalar value " + Numbers.general(limit) + " overflows int64");
      }
    }
    return limits;
  }

  private static List<Column> floats(
      List<Column> group, int step, Expression.Aggregate node, Evaluator evaluator) {
    List<Column> present = new ArrayList<>();
    for (Column column : group) {
      if (column.histogram(step) != null) {
        evaluator
            .annotations()
            .histogramIgnoredInAggregation(node.operator().symbol(), node.position());
      } else if (column.hasFloat(step)) {
        present.add(column);
      }
    }
    return present;
  }

  /** NaN is last in either direction. */
  private static Comparator<Column> order(int step, boolean descending) {
    return (a, b) -> {
      double x = a.value(step);
      double y = b.value(step);
      if (Double.isNaN(x) || Double.isNaN(y)) {
        return Boolean.compare(Double.isNaN(x), Double.isNaN(y));
      }
      int order = x < y ? -1 : x > y ? 1 : 0;
      return descending ? -order : order;
    };
  }
}
