package dev.clew.metricsstore.promql.aggregation;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.eval.Value;
import dev.clew.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Aggregations over groups of series. */
public final class Aggregations {
  /** Aggregates one group at one step. */
  interface Reduction {
    /** Writes the result of a step, if there is one. */
    void apply(List<Column> group, int step, Column out);
  }

  private Aggregations() {}

  public static Value evaluate(Expression.Aggregate node, Evaluator evaluator, Steps steps) {
    List<Column> fused = FusedAggregation.evaluate(node, evaluator, steps);
    if (fused != null) {
      return new Value.Columns(fused);
    }
    return new Value.Columns(
        switch (node.operator()) {
          case TOPK, BOTTOMK -> Ranking.evaluate(node, evaluator, steps);
          case LIMITK, LIMIT_RATIO -> Sampling.evaluate(node, evaluator, steps);
          case COUNT_VALUES -> ValueCount.evaluate(node, evaluator, steps);
          case QUANTILE -> GroupQuantile.evaluate(node, evaluator, steps);
          case SUM, AVG -> reduce(node, evaluator, steps, new SumOrMean(node, evaluator));
          case MIN, MAX -> reduce(node, evaluator, steps, new Extreme(node, evaluator));
          case STDDEV, STDVAR -> reduce(node, evaluator, steps, new Deviation(node, evaluator));
          case COUNT -> reduce(node, evaluator, steps, new Population(true));
          case GROUP -> reduce(node, evaluator, steps, new Population(false));
        });
  }

  static List<Column> reduce(
      Expression.Aggregate node, Evaluator evaluator, Steps steps, Reduction reduction) {
    List<Column> input = evaluator.columns(node.inner(), steps);
    List<Column> out = new ArrayList<>();
    for (Map.Entry<Labels, List<Column>> group : Groups.of(input, node).entrySet()) {
      evaluator.context().check();
      List<Column> members = group.getValue();
      Column result = new Column(group.getKey(), Groups.dropsName(members), steps.count());
      for (int i = 0; i < steps.count(); i++) {
        reduction.apply(members, i, result);
      }
      if (!result.isEmpty()) {
        out.add(result);
      }
    }
    return out;
  }
}
