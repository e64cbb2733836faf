package dev.clew.metricsstore.promql.operator;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.VectorMatching;
import dev.clew.metricsstore.promql.ast.VectorMatching.Cardinality;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.ColumnSets;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.LabelSets;
import dev.clew.metricsstore.promql.eval.QueryContext;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.notation.Quoting;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic and comparison between two vectors. Series are put into groups by the labels to match
 * on; within a group the "one" side may have one series at a step only.
 */
final class VectorOperation {
  /** The series of both sides under one signature. */
  private record Group(Labels signature, List<Column> many, List<Column> one) {}

  private final Expression.Binary node;
  private final VectorMatching matching;
  private final Evaluator evaluator;
  private final Steps steps;
  private final Signatures signatures;
  private final ElementOperation operation;

  /** Whether the "one" side is on the left. */
  private final boolean swapped;

  private final Map<Labels, Column> results = new LinkedHashMap<>();
  private final Map<List<Labels>, Labels> resultLabels = new LinkedHashMap<>();

  VectorOperation(
      Expression.Binary node, VectorMatching matching, Evaluator evaluator, Steps steps) {
    this.node = node;
    this.matching = matching;
    this.evaluator = evaluator;
    this.steps = steps;
    this.signatures = new Signatures(matching);
    this.operation =
        new ElementOperation(node.operator(), evaluator.annotations(), node.position());
    this.swapped = matching.cardinality() == Cardinality.ONE_TO_MANY;
  }

  List<Column> apply(List<Column> left, List<Column> right) {
    List<Column> many = swapped ? right : left;
    List<Column> one = swapped ? left : right;
    boolean[] active = active(many, one);
    for (Group group : groups(many, one)) {
      evaluator.context().check();
      for (int i = 0; i < steps.count(); i++) {
        if (active[i]) {
          apply(group, i);
        }
      }
    }
    List<Column> out = new ArrayList<>(results.values());
    out.removeIf(Column::isEmpty);
    return evaluator.context().delayedNames() ? out : ColumnSets.merged(out);
  }

  /** Where both sides have anything: elsewhere nothing matches, and nothing can be wrong. */
  private boolean[] active(List<Column> many, List<Column> one) {
    boolean[] active = new boolean[steps.count()];
    for (int i = 0; i < active.length; i++) {
      int step = i;
      active[i] =
          matching.fills()
              || (many.stream().anyMatch(c -> c.present(step))
                  && one.stream().anyMatch(c -> c.present(step)));
    }
    return active;
  }

  private List<Group> groups(List<Column> many, List<Column> one) {
    Map<Labels, Group> groups = new LinkedHashMap<>();
    for (Column column : many) {
      group(groups, column).many().add(column);
    }
    for (Column column : one) {
      group(groups, column).one().add(column);
    }
    return List.copyOf(groups.values());
  }

  private Group group(Map<Labels, Group> groups, Column column) {
    return groups.computeIfAbsent(
        signatures.of(column.labels()),
        key -> new Group(key, new ArrayList<>(), new ArrayList<>()));
  }

  private void apply(Group group, int step) {
    Column one = null;
    for (Column column : group.one()) {
      if (column.present(step)) {
        if (one != null) {
          throw duplicate(group.signature(), one, column);
        }
        one = column;
      }
    }
    // Prometheus does not swap the fill values with the sides: the left one always is for "many".
    Double fillMany = matching.fillLeft();
    Double fillOne = matching.fillRight();
    if (one == null && fillOne == null) {
      return;
    }
    boolean matched = false;
    Set<Labels> taken = group.many().size() > 1 ? new HashSet<>() : null;
    for (Column column : group.many()) {
      if (column.present(step)) {
        matched |= pair(group, column, one, step, taken);
      }
    }
    if (!matched && one != null && fillMany != null) {
      pair(group, null, one, step, null);
    }
  }

  private QueryException duplicate(Labels signature, Column first, Column second) {
    List<String> series =
        Stream.of(first, second).map(c -> Quoting.labels(c.labels())).sorted().toList();
    return QueryContext.failure(
        "found duplicate series for the match group "
            + Quoting.labels(signature)
            + " on the "
            + (swapped ? "left" : "right")
            + " hand-side of the operation: ["
            + String.join(", ", series)
            + "];many-to-many matching not allowed: matching labels must be unique on one side");
  }

  /** Combines two samples; a missing one has its fill value. Returns whether they go together. */
  private boolean pair(
      Group group,
      @Nullable Column many,
      @Nullable Column one,
      int step,
      @Nullable Set<Labels> taken) {
    boolean compatible = swapped ? operate(one, many, step) : operate(many, one, step);
    if (!compatible) {
      return false;
    }
    Labels manyLabels = many == null ? group.signature() : many.labels();
    Labels oneLabels = one == null ? group.signature() : one.labels();
    Labels labels = resultLabels(manyLabels, oneLabels);
    if (taken != null) {
      boolean oneToOne = matching.cardinality() == Cardinality.ONE_TO_ONE;
      if (oneToOne && !taken.isEmpty()) {
        throw QueryContext.failure(
            "multiple matches for labels: many-to-one matching must be explicit"
                + " (group_left/group_right)");
      }
      if (!taken.add(labels)) {
        throw QueryContext.failure(
            "multiple matches for labels: grouping labels must ensure unique matches");
      }
    }
    if (!operation.kept() && !node.returnsBool()) {
      return true;
    }
    // A name that one side was to lose comes back in a comparison, as it does in Prometheus.
    boolean dropsName = node.returnsBool() && evaluator.context().delayedNames();
    Column out = results.computeIfAbsent(labels, key -> new Column(key, dropsName, steps.count()));
    if (out.present(step)) {
      throw QueryContext.failure("vector cannot contain metrics with the same labelset");
    }
    if (node.returnsBool()) {
      out.set(step, operation.kept() ? 1 : 0);
    } else {
      BinaryEvaluation.store(operation, step, out);
    }
    return true;
  }

  private boolean operate(@Nullable Column left, @Nullable Column right, int step) {
    Double fillLeft = swapped ? matching.fillRight() : matching.fillLeft();
    Double fillRight = swapped ? matching.fillLeft() : matching.fillRight();
    return operation.apply(
        left == null ? fill(fillLeft) : left.value(step),
        left == null ? null : left.histogram(step),
        right == null ? fill(fillRight) : right.value(step),
        right == null ? null : right.histogram(step));
  }

  private static double fill(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }

  private Labels resultLabels(Labels many, Labels one) {
    return resultLabels.computeIfAbsent(List.of(many, one), key -> combined(many, one));
  }

  private Labels combined(Labels many, Labels one) {
    Labels labels = many;
    boolean dropsNow = node.returnsBool() && !evaluator.context().delayedNames();
    if (node.operator().changesMeaning() || dropsNow) {
      labels = LabelSets.withoutMetadata(labels);
    }
    if (matching.cardinality() == Cardinality.ONE_TO_ONE) {
      labels =
          matching.on()
              ? LabelSets.only(labels, matching.labels())
              : LabelSets.without(labels, matching.labels());
    }
    for (String name : matching.include()) {
      labels = LabelSets.with(labels, name, one.get(name));
    }
    return labels;
  }
}
