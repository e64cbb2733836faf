package dev.clew.logstore.logql.eval;

import dev.clew.logstore.logql.ast.Grouping;
import dev.clew.logstore.logql.ast.MetricExpression.VectorAggregation;
import dev.clew.logstore.logql.ast.VectorOperator;
import dev.clew.logstore.logql.range.StepSeries;
import dev.clew.model.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Aggregates series into groups, step by step. */
final class VectorGroups {
  private final EvaluationContext context;
  private final VectorAggregation aggregation;

  VectorGroups(EvaluationContext context, VectorAggregation aggregation) {
    this.context = context;
    this.aggregation = aggregation;
  }

  List<StepSeries> run(List<StepSeries> series) {
    VectorOperator operator = aggregation.operator();
    if (operator.isSort()) {
      return sorted(series, operator == VectorOperator.SORT_DESC);
    }
    Map<Labels, List<StepSeries>> groups = new LinkedHashMap<>();
    for (StepSeries one : series) {
      groups
          .computeIfAbsent(
              labels(one.labels(), aggregation.grouping()), labels -> new ArrayList<>())
          .add(one);
    }
    List<StepSeries> found = new ArrayList<>();
    groups.forEach((labels, members) -> {
      if (operator.hasParameter()) {
        found.addAll(best(members));
      } else {
        found.add(aggregated(labels, members));
      }
    });
    return found;
  }

  /** The labels of the group that a series belongs to. */
  static Labels labels(Labels labels, @Nullable Grouping grouping) {
    if (grouping == null) {
      return Labels.EMPTY;
    }
    Map<String, String> kept = new HashMap<>();
    labels
        .asMap()
        .forEach((name, value) -> {
          if (grouping.labels().contains(name) != grouping.without()) {
            kept.put(name, value);
          }
        });
    return Labels.of(kept);
  }

  /** Of an instant query; a range query has its series in the order of labels. */
  private static List<StepSeries> sorted(List<StepSeries> series, boolean descending) {
    Comparator<StepSeries> ascending =
        Comparator.comparingDouble(s -> s.has(0) ? s.values()[0] : Double.NaN);
    List<StepSeries> sorted = new ArrayList<>(series);
    sorted.sort(descending ? ascending.reversed() : ascending);
    return sorted;
  }

  private StepSeries aggregated(Labels labels, List<StepSeries> members) {
    StepSeries result = context.series(labels);
    for (int step = 0; step < context.steps.count(); step++) {
      GroupValue value = new GroupValue();
      for (StepSeries member : members) {
        if (member.has(step)) {
          value.add(member.values()[step]);
        }
      }
      if (value.count > 0) {
        result.set(step, value.of(aggregation.operator()));
      }
    }
    return result;
  }

  /** What is known of the values of a group at one step. */
  private static final class GroupValue {
    private long count;
    private double sum;
    private double min = Double.NaN;
    private double max = Double.NaN;
    private double mean;
    private double squares;

    void add(double value) {
      count++;
      sum += value;
      min = value < min || Double.isNaN(min) ? value : min;
      max = value > max || Double.isNaN(max) ? value : max;
      double delta = value - mean;
      mean += delta / count;
      squares += delta * (value - mean);
    }

    double of(VectorOperator operator) {
      return switch (operator) {
        case SUM -> sum;
        case AVG -> sum / count;
        case MIN -> min;
        case MAX -> max;
        case COUNT -> count;
        case STDVAR -> squares / count;
        case STDDEV -> Math.sqrt(squares / count);
        case TOPK, BOTTOMK, APPROX_TOPK, SORT, SORT_DESC ->
            throw new IllegalStateException("BUG: " + operator + " keeps its series");
      };
    }
  }

  /** The greatest or least series at each step, with their labels. */
  private List<StepSeries> best(List<StepSeries> members) {
    boolean least = aggregation.operator() == VectorOperator.BOTTOMK;
    IdentityHashMap<StepSeries, StepSeries> results = new IdentityHashMap<>();
    List<StepSeries> ordered = new ArrayList<>();
    for (int step = 0; step < context.steps.count(); step++) {
      int at = step;
      List<StepSeries> present = new ArrayList<>(members);
      present.removeIf(member -> !member.has(at));
      Comparator<StepSeries> byValue = (a, b) -> compare(a.values()[at], b.values()[at], least);
      present.sort(byValue.thenComparing(StepSeries::labels));
      for (StepSeries member :
          present.subList(0, Math.min(present.size(), aggregation.parameter()))) {
        StepSeries result = results.get(member);
        if (result == null) {
          result = context.series(member.labels());
          results.put(member, result);
          ordered.add(result);
        }
        result.set(step, member.values()[step]);
      }
    }
    return ordered;
  }

  /** NaN comes last either way. */
  private static int compare(double a, double b, boolean least) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Boolean.compare(Double.isNaN(a), Double.isNaN(b));
    }
    return least ? Double.compare(a, b) : Double.compare(b, a);
  }
}
