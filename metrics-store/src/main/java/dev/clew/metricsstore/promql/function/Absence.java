package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.RangeVector;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.eval.Value;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.model.Labels;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One where nothing is: {@code absent} and {@code absent_over_time}. */
final class Absence {
  private Absence() {}

  static void register(Map<String, PromFunction> functions) {
    functions.put(
        "absent",
        (call, evaluator, steps) ->
            absent(call, evaluator.columns(call.arguments().getFirst(), steps), steps));
    functions.put("absent_over_time", Absence::absentOverTime);
  }

  private static Value absentOverTime(Expression.Call call, Evaluator evaluator, Steps steps) {
    RangeVector range = evaluator.range(call.arguments().getFirst(), steps);
    return absent(call, evaluator.slide(range, steps, true, window -> 1), steps);
  }

  private static Value absent(Expression.Call call, List<Column> present, Steps steps) {
    Column out = new Column(labels(call.arguments().getFirst().bare()), false, steps.count());
    boolean any = false;
    for (int i = 0; i < steps.count(); i++) {
      int step = i;
      if (present.stream().noneMatch(column -> column.present(step))) {
        out.set(i, 1);
        any = true;
      }
    }
    return new Value.Columns(any ? List.of(out) : List.of());
  }

  /** The labels that the selector fixes to one value. */
  private static Labels labels(Expression argument) {
    List<LabelMatcher> matchers =
        switch (argument) {
          case Expression.VectorSelector vector -> vector.matchers();
          case Expression.MatrixSelector matrix -> matrix.vector().matchers();
          default -> List.of();
        };
    Map<String, String> labels = new TreeMap<>();
    Set<String> seen = new HashSet<>();
    for (LabelMatcher matcher : matchers) {
      if (matcher.name().equals(Labels.METRIC_NAME)) {
        continue;
      }
      if (matcher.operator() == LabelMatcher.Operator.EQUAL && seen.add(matcher.name())) {
        labels.put(matcher.name(), matcher.value());
      } else {
        labels.remove(matcher.name());
      }
    }
    return Labels.of(labels);
  }
}
