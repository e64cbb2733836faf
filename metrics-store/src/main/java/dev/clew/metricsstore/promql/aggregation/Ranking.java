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
    Map<Column, Column> chosen = new LinkedHashMap<>();
    int most = 0;
    for (double limit : limits) {
      most = (int) Math.max(most, Math.min(limit, Integer.MAX_VALUE));
    }
    for (List<Column> group : Groups.of(input, node).values()) {
      evaluator.context().check();
      if (most <= BestFew.MOST) {
        chooseFew(group, most, limits, node, evaluator, chosen);
      } else {
        sort(group, limits, node, evaluator, chosen);
      }
    }
    return new ArrayList<>(chosen.values());
  }

  private static void chooseFew(
      List<Column> group,
      int most,
      double[] limits,
      Expression.Aggregate node,
      Evaluator evaluator,
      Map<Column, Column> chosen) {
    if (most == 0) {
      return;
    }
    boolean top = node.operator() == AggregateOperator.TOPK;
    BestFew best = new BestFew(most, top, limits.length);
    for (int i = 0; i < group.size(); i++) {
      Column column = group.get(i);
      if (column.hasHistograms()) {
        evaluator
            .annotations()
            .histogramIgnoredInAggregation(node.operator().symbol(), node.position());
      }
      best.offer(i, column);
    }
    for (int step = 0; step < limits.length; step++) {
      int count = (int) Math.min(Math.max(0, limits[step]), best.count(step));
      for (int place = 0; place < count; place++) {
        Column column = group.get(best.member(step, place));
        pick(chosen, column).set(step, column.value(step));
      }
    }
  }

  private static void sort(
      List<Column> group,
      double[] limits,
      Expression.Aggregate node,
      Evaluator evaluator,
      Map<Column, Column> chosen) {
    boolean top = node.operator() == AggregateOperator.TOPK;
    for (int i = 0; i < limits.length; i++) {
      List<Column> present = floats(group, i, node, evaluator);
      present.sort(order(i, top));
      int count = (int) Math.min(Math.max(0, limits[i]), present.size());
      for (Column column : present.subList(0, count)) {
        pick(chosen, column).set(i, column.value(i));
      }
    }
  }

  static Column pick(Map<Column, Column> chosen, Column column) {
    return chosen.computeIfAbsent(column, c -> new Column(c.labels(), c.dropsName(), c.steps()));
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
