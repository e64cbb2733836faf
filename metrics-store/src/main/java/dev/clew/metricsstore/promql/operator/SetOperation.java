package dev.clew.metricsstore.promql.operator;

import dev.clew.metricsstore.promql.ast.BinaryOperator;
import dev.clew.metricsstore.promql.ast.VectorMatching;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.ColumnSets;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.model.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code and}, {@code or} and {@code unless}. */
final class SetOperation {
  private final BinaryOperator operator;
  private final Signatures signatures;
  private final Steps steps;

  SetOperation(BinaryOperator operator, VectorMatching matching, Steps steps) {
    this.operator = operator;
    this.signatures = new Signatures(matching);
    this.steps = steps;
  }

  List<Column> apply(List<Column> left, List<Column> right) {
    if (operator == BinaryOperator.OR) {
      List<Column> all = new ArrayList<>(left);
      all.addAll(filtered(right, presence(left), false));
      return ColumnSets.merged(all);
    }
    return filtered(left, presence(right), operator == BinaryOperator.AND);
  }

  /** Which signatures have a sample at which step. */
  private Map<Labels, boolean[]> presence(List<Column> columns) {
    Map<Labels, boolean[]> presence = new HashMap<>();
    for (Column column : columns) {
      boolean[] present =
          presence.computeIfAbsent(
              signatures.of(column.labels()), key -> new boolean[steps.count()]);
      for (int i = 0; i < present.length; i++) {
        present[i] |= column.present(i);
      }
    }
    return presence;
  }

  /** The samples whose signature is, or is not, present on the other side. */
  private List<Column> filtered(
      List<Column> columns, Map<Labels, boolean[]> other, boolean wanted) {
    List<Column> out = new ArrayList<>();
    for (Column column : columns) {
      boolean[] present = other.get(signatures.of(column.labels()));
      if (present == null) {
        if (!wanted) {
          out.add(column);
        }
        continue;
      }
      Column kept = kept(column, present, wanted);
      if (kept != null) {
        out.add(kept);
      }
    }
    return out;
  }

  private @Nullable Column kept(Column column, boolean[] present, boolean wanted) {
    Column out = new Column(column.labels(), column.dropsName(), steps.count());
    boolean any = false;
    for (int i = 0; i < steps.count(); i++) {
      if (present[i] == wanted && column.present(i)) {
        out.copy(column, i);
        any = true;
      }
    }
    return any ? out : null;
  }
}
