package dev.clew.logstore.logql.eval;

import dev.clew.logstore.logql.ast.BinaryOperator;
import dev.clew.logstore.logql.ast.Matching;
import dev.clew.logstore.logql.ast.Matching.Cardinality;
import dev.clew.logstore.logql.ast.MetricExpression;
import dev.clew.logstore.logql.ast.MetricExpression.Binary;
import dev.clew.logstore.logql.range.StepSeries;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Combines the series of two sides as Prometheus does. */
final class BinaryEvaluation {
  private final EvaluationContext context;
  private final Binary binary;
  private final BinaryOperator operator;
  private final Matching matching;

  BinaryEvaluation(EvaluationContext context, Binary binary) {
    this.context = context;
    this.binary = binary;
    this.operator = binary.operator();
    this.matching = binary.matching();
  }

  List<StepSeries> run(List<StepSeries> left, List<StepSeries> right) {
    if (binary.left() instanceof MetricExpression.Literal(double number)) {
      return withNumber(right, number, true);
    }
    if (binary.right() instanceof MetricExpression.Literal(double number)) {
      return withNumber(left, number, false);
    }
    return switch (operator) {
      case AND -> intersect(left, right, true);
      case UNLESS -> intersect(left, right, false);
      case OR -> join(left, right);
      default ->
          matching.cardinality() == Cardinality.ONE_TO_MANY
              ? match(right, left, true)
              : match(left, right, false);
    };
  }

  private List<StepSeries> withNumber(List<StepSeries> vector, double number, boolean numberLeft) {
    List<StepSeries> found = new ArrayList<>();
    for (StepSeries series : vector) {
      StepSeries result = context.series(series.labels());
      for (int step = series.present().nextSetBit(0);
          step >= 0;
          step = series.present().nextSetBit(step + 1)) {
        double value = series.values()[step];
        double applied = numberLeft ? operator.apply(number, value) : operator.apply(value, number);
        combine(result, step, value, applied);
      }
      if (!result.present().isEmpty()) {
        found.add(result);
      }
    }
    return found;
  }

  /** A comparison without bool keeps the value for which it holds. */
  private void combine(StepSeries result, int step, double kept, double applied) {
    if (!operator.isComparison() || matching.bool()) {
      result.set(step, applied);
    } else if (applied != 0) {
      result.set(step, kept);
    }
  }

  private Labels signature(Labels labels) {
    Map<String, String> kept = new HashMap<>();
    labels
        .asMap()
        .forEach((name, value) -> {
          if (matching.labels().contains(name) == matching.on()) {
            kept.put(name, value);
          }
        });
    return Labels.of(kept);
  }

  private Map<Labels, List<StepSeries>> bySignature(List<StepSeries> all) {
    Map<Labels, List<StepSeries>> sides = new LinkedHashMap<>();
    for (StepSeries series : all) {
      sides.computeIfAbsent(signature(series.labels()), s -> new ArrayList<>()).add(series);
    }
    return sides;
  }

  private static boolean anyHas(List<StepSeries> all, int step) {
    for (StepSeries series : all) {
      if (series.has(step)) {
        return true;
      }
    }
    return false;
  }

  private List<StepSeries> intersect(List<StepSeries> left, List<StepSeries> right, boolean in) {
    Map<Labels, List<StepSeries>> others = bySignature(right);
    List<StepSeries> found = new ArrayList<>();
    for (StepSeries series : left) {
      List<StepSeries> same = others.getOrDefault(signature(series.labels()), List.of());
      StepSeries result = context.series(series.labels());
      for (int step = series.present().nextSetBit(0);
          step >= 0;
          step = series.present().nextSetBit(step + 1)) {
        if (anyHas(same, step) == in) {
          result.set(step, series.values()[step]);
        }
      }
      if (!result.present().isEmpty()) {
        found.add(result);
      }
    }
    return found;
  }

  private List<StepSeries> join(List<StepSeries> left, List<StepSeries> right) {
    Map<Labels, List<StepSeries>> lefts = bySignature(left);
    Map<Labels, StepSeries> found = new LinkedHashMap<>();
    left.forEach(series -> found.put(series.labels(), copy(series)));
    for (StepSeries series : right) {
      List<StepSeries> same = lefts.getOrDefault(signature(series.labels()), List.of());
      for (int step = series.present().nextSetBit(0);
          step >= 0;
          step = series.present().nextSetBit(step + 1)) {
        if (!anyHas(same, step)) {
          found.computeIfAbsent(series.labels(), context::series).set(step, series.values()[step]);
        }
      }
    }
    return List.copyOf(found.values());
  }

  private StepSeries copy(StepSeries series) {
    StepSeries copy = context.series(series.labels());
    System.arraycopy(series.values(), 0, copy.values(), 0, copy.values().length);
    copy.present().or(series.present());
    return copy;
  }

  /**
   * @param swapped whether {@code many} is the right side
   */
  private List<StepSeries> match(List<StepSeries> many, List<StepSeries> one, boolean swapped) {
    Map<Labels, List<StepSeries>> ones = bySignature(one);
    Map<Labels, StepSeries> found = new LinkedHashMap<>();
    for (StepSeries series : many) {
      List<StepSeries> partners = ones.get(signature(series.labels()));
      if (partners == null) {
        continue;
      }
      for (int step = series.present().nextSetBit(0);
          step >= 0;
          step = series.present().nextSetBit(step + 1)) {
        StepSeries partner = theOne(partners, step, swapped);
        if (partner != null) {
          pair(series, partner, step, swapped, found);
        }
      }
    }
    found.values().removeIf(series -> series.present().isEmpty());
    return List.copyOf(found.values());
  }

  private @Nullable StepSeries theOne(List<StepSeries> partners, int step, boolean swapped) {
    StepSeries found = null;
    for (StepSeries partner : partners) {
      if (partner.has(step)) {
        if (found != null) {
          throw wrong(
              "found duplicate series on the "
                  + (swapped ? "left" : "right")
                  + " hand-side: ["
                  + found.labels()
                  + ", "
                  + partner.labels()
                  + "];many-to-many matching not allowed: matching labels must be unique on one"
                  + " side");
        }
        found = partner;
      }
    }
    return found;
  }

  private static QueryException wrong(String message) {
    return new QueryException(QueryException.Kind.EXECUTION, message, -1);
  }

  private void pair(
      StepSeries many, StepSeries one, int step, boolean swapped, Map<Labels, StepSeries> found) {
    double manyValue = many.values()[step];
    double oneValue = one.values()[step];
    double applied =
        swapped ? operator.apply(oneValue, manyValue) : operator.apply(manyValue, oneValue);
    Labels labels = resultLabels(many.labels(), one.labels());
    StepSeries result = found.computeIfAbsent(labels, context::series);
    if (result.has(step)) {
      throw wrong(
          matching.cardinality() == Cardinality.ONE_TO_ONE
              ? "multiple matches for labels: many-to-one matching must be explicit"
                  + " (group_left/group_right)"
              : "multiple matches for labels: grouping labels must ensure unique matches");
    }
    combine(result, step, swapped ? oneValue : manyValue, applied);
  }

  private Labels resultLabels(Labels many, Labels one) {
    if (matching.cardinality() == Cardinality.ONE_TO_ONE) {
      return signature(many);
    }
    Map<String, String> labels = new HashMap<>(many.asMap());
    for (String name : matching.include()) {
      labels.put(name, one.get(name));
    }
    return Labels.of(labels);
  }
}
