package dev.clew.metricsstore.promql.eval;

import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Drops metric names and joins series that become the same by it. */
public final class ColumnSets {
  private static final String DUPLICATE = "vector cannot contain metrics with the same labelset";

  private ColumnSets() {}

  /** A new column for what is calculated from another, under its labels without the name. */
  public static Column derived(Column input, QueryContext context) {
    return derived(input.labels(), input.steps(), context);
  }

  public static Column derived(Labels labels, int steps, QueryContext context) {
    return context.delayedNames()
        ? new Column(labels, true, steps)
        : new Column(LabelSets.withoutMetadata(labels), false, steps);
  }

  static Column derivedOver(Labels labels, double[] values, QueryContext context) {
    return context.delayedNames()
        ? Column.over(labels, true, values)
        : Column.over(LabelSets.withoutMetadata(labels), false, values);
  }

  /** Removes the names that were to be dropped at the end. */
  public static List<Column> withNamesDropped(List<Column> columns) {
    List<Column> renamed = new ArrayList<>(columns.size());
    for (Column column : columns) {
      renamed.add(
          column.dropsName()
              ? column.relabeled(LabelSets.withoutMetadata(column.labels()), false)
              : column);
    }
    return merged(renamed);
  }

  /** Joins series of the same labels whose samples do not collide; drops empty ones. */
  public static List<Column> merged(List<Column> columns) {
    Map<Labels, Column> byLabels = LinkedHashMap.newLinkedHashMap(columns.size());
    Set<Labels> joined = new HashSet<>();
    for (Column column : columns) {
      if (column.isEmpty()) {
        continue;
      }
      Column first = byLabels.putIfAbsent(column.labels(), column);
      if (first != null) {
        Column target = first;
        if (joined.add(column.labels())) {
          target = new Column(first.labels(), first.dropsName(), first.steps());
          join(target, first);
          byLabels.put(column.labels(), target);
        }
        join(target, column);
      }
    }
    return new ArrayList<>(byLabels.values());
  }

  private static void join(Column target, Column column) {
    for (int i = 0; i < target.steps(); i++) {
      if (column.present(i)) {
        if (target.present(i)) {
          throw duplicate();
        }
        target.copy(column, i);
      }
    }
  }

  /** Refuses series of the same labels even when they never meet. */
  public static List<Column> distinct(List<Column> columns) {
    Set<Labels> seen = HashSet.newHashSet(columns.size());
    for (Column column : columns) {
      if (!seen.add(column.labels())) {
        throw duplicate();
      }
    }
    return columns;
  }

  static QueryException duplicate() {
    return QueryContext.failure(DUPLICATE);
  }
}
