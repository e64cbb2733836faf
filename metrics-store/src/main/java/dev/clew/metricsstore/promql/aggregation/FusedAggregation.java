package dev.clew.metricsstore.promql.aggregation;

import dev.clew.metricsstore.promql.ast.AggregateOperator;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.QueryContext;
import dev.clew.metricsstore.promql.eval.SeriesPlan;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.model.Labels;
import dev.clew.model.memory.QueryMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates series while they are read: what is held at a time are the groups and one column for
 * each thread, however many series there are.
 */
final class FusedAggregation {
  /** A group with what has come together of it. */
  private record Group(Accumulation accumulation, boolean dropsName) {}

  private final Expression.Aggregate node;
  private final QueryContext context;
  private final Steps steps;
  private final Supplier<Accumulation> accumulations;

  /** Sorted, so that the order does not depend on where series are stored. */
  private final Map<Labels, Group> groups = new TreeMap<>();

  private FusedAggregation(
      Expression.Aggregate node,
      QueryContext context,
      Steps steps,
      Supplier<Accumulation> accumulations) {
    this.node = node;
    this.context = context;
    this.steps = steps;
    this.accumulations = accumulations;
  }

  /** The result, or null when this aggregation of this vector must be done another way. */
  static @Nullable List<Column> evaluate(
      Expression.Aggregate node, Evaluator evaluator, Steps steps) {
    Supplier<Accumulation> accumulations = accumulations(node.operator(), steps);
    if (accumulations == null) {
      return null;
    }
    try (SeriesPlan plan = evaluator.plan(node.inner(), steps)) {
      if (plan == null) {
        return null;
      }
      return new FusedAggregation(node, evaluator.context(), steps, accumulations).run(plan);
    } catch (Accumulation.Unmergeable e) {
      evaluator.context().trace().forgetParts();
      return null;
    }
  }

  private static @Nullable Supplier<Accumulation> accumulations(
      AggregateOperator operator, Steps steps) {
    return switch (operator) {
      case SUM -> () -> new SumAccumulation(false, steps);
      case AVG -> () -> new SumAccumulation(true, steps);
      case MIN -> () -> new ExtremeAccumulation(false, steps);
      case MAX -> () -> new ExtremeAccumulation(true, steps);
      case COUNT -> () -> new CountAccumulation(true, steps);
      case GROUP -> () -> new CountAccumulation(false, steps);
      case STDDEV -> () -> new DeviationAccumulation(true, steps);
      case STDVAR -> () -> new DeviationAccumulation(false, steps);
      default -> null;
    };
  }

  private List<Column> run(SeriesPlan plan) {
    GroupKeys keys = new GroupKeys(node);
    plan.fold(
        HashMap<Labels, Group>::new,
        (Map<Labels, Group> slice, int series, Column column) -> {
          checkHistograms(column);
          Labels key = keys.of(column.labels());
          Group group = slice.get(key);
          if (group == null) {
            QueryMemory.current().take(groupBytes());
            group = new Group(accumulations.get(), column.dropsName());
            slice.put(key, group);
          }
          group.accumulation().add(series, column);
        },
        slice -> slice.forEach(this::merge));
    List<Column> out = new ArrayList<>(groups.size());
    for (Map.Entry<Labels, Group> entry : groups.entrySet()) {
      Group group = entry.getValue();
      Column column = new Column(entry.getKey(), group.dropsName(), steps.count());
      if (!group.accumulation().finish(column)) {
        throw new Accumulation.Unmergeable();
      }
      if (!column.isEmpty()) {
        out.add(column);
      }
    }
    context.trace().note("added up while series were read, without holding them");
    return out;
  }

  private void merge(Labels key, Group later) {
    Group known = groups.putIfAbsent(key, later);
    if (known == null) {
      context.hold(steps.count());
    } else {
      known.accumulation().merge(later.accumulation());
      context.memory().give(groupBytes());
    }
  }

  /** Labels and map entries, and at most three arrays over the steps. */
  private long groupBytes() {
    return 200 + 24L * steps.count();
  }

  /** What ignores histograms has to say so, which the plain way does. */
  private void checkHistograms(Column column) {
    boolean counts =
        node.operator() == AggregateOperator.COUNT || node.operator() == AggregateOperator.GROUP;
    if (!counts && column.hasHistograms()) {
      throw new Accumulation.Unmergeable();
    }
  }
}
