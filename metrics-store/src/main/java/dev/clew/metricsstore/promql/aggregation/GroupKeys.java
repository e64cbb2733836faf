package dev.clew.metricsstore.promql.aggregation;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.model.Labels;
import java.util.ArrayList;
import java.util.List;

/** The output labels of input series. Thread-safe. */
final class GroupKeys {
  private final boolean without;
  private final List<String> names;

  GroupKeys(Expression.Aggregate node) {
    without = node.without();
    names = new ArrayList<>(node.grouping());
    if (without) {
      names.add(Labels.METRIC_NAME);
    }
  }

  Labels of(Labels labels) {
    return without ? labels.without(names) : labels.only(names);
  }
}
