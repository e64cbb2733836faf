package dev.clew.metricsstore.promql.aggregation;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.model.Labels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Input series by output labels. The key of a series is worked out once, not once a step. */
final class Groups {
  private Groups() {}

  static Map<Labels, List<Column>> of(List<Column> columns, Expression.Aggregate node) {
    GroupKeys keys = new GroupKeys(node);
    Map<Labels, List<Column>> groups = new LinkedHashMap<>();
    for (Column column : columns) {
      groups.computeIfAbsent(keys.of(column.labels()), key -> new ArrayList<>()).add(column);
    }
    return groups;
  }

  /** Whether the name of a result is to be dropped at the end. */
  static boolean dropsName(List<Column> columns) {
    return columns.stream().anyMatch(Column::dropsName);
  }
}
