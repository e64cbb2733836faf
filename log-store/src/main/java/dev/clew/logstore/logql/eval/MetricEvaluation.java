package dev.clew.logstore.logql.eval;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.clew.logstore.logql.ast.Grouping;
import dev.clew.logstore.logql.ast.MetricExpression;
import dev.clew.logstore.logql.ast.MetricExpression.RangeAggregation;
import dev.clew.logstore.logql.ast.MetricExpression.VectorAggregation;
import dev.clew.logstore.logql.ast.RangeOperator;
import dev.clew.logstore.logql.ast.VectorOperator;
import dev.clew.logstore.logql.range.StepSeries;
import dev.clew.logstore.pipeline.Patterns;
import dev.clew.model.Labels;
import dev.clew.model.memory.QueryMemory;
import dev.clew.model.query.MadeText;
import dev.clew.notation.regex.Expansion;
import dev.clew.notation.regex.GuardedRegex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Evaluates the tree of a metric query, at all steps at once. */
public final class MetricEvaluation {
  private final EvaluationContext context;

  public MetricEvaluation(EvaluationContext context) {
    this.context = context;
  }

  /** The series of the result; a number is a series without labels. */
  public List<StepSeries> run(MetricExpression expression) {
    return switch (expression) {
      case RangeAggregation range -> new RangeEvaluation(context, range, range.grouping()).run();
      case VectorAggregation vector -> aggregate(vector);
      case MetricExpression.Binary binary ->
          new BinaryEvaluation(context, binary).run(run(binary.left()), run(binary.right()));
      case MetricExpression.LabelReplace replace -> labelReplace(replace);
      case MetricExpression.Literal literal -> List.of(constant(literal.value()));
      case MetricExpression.VectorOf vector -> List.of(constant(vector.value()));
    };
  }

  private StepSeries constant(double value) {
    StepSeries series = context.series(Labels.EMPTY);
    for (int step = 0; step < context.steps.count(); step++) {
      series.set(step, value);
    }
    return series;
  }

  private List<StepSeries> aggregate(VectorAggregation vector) {
    Grouping grouping = vector.grouping();
    if (vector.of() instanceof RangeAggregation range && isOneStep(vector.operator(), range)) {
      Grouping groups = grouping == null ? new Grouping(false, List.of()) : grouping;
      return new RangeEvaluation(context, range, groups).run();
    }
    List<StepSeries> inner = run(vector.of());
    context.checkCanceled();
    return new VectorGroups(context, vector).run(inner);
  }

  /** Whether the rows can go into the groups directly: the sum of counts is a count. */
  private static boolean isOneStep(VectorOperator outer, RangeAggregation inner) {
    if (inner.grouping() != null) {
      return false;
    }
    RangeOperator operator = inner.operator();
    return switch (outer) {
      case SUM ->
          switch (operator) {
            case COUNT_OVER_TIME, RATE, BYTES_OVER_TIME, BYTES_RATE, SUM_OVER_TIME -> true;
            default -> false;
          };
      case MAX -> operator == RangeOperator.MAX_OVER_TIME;
      case MIN -> operator == RangeOperator.MIN_OVER_TIME;
      default -> false;
    };
  }

  /** Of a series with labels of its own. */
  private static final long LABELS_BYTES = 300;

  private List<StepSeries> labelReplace(MetricExpression.LabelReplace replace) {
    Pattern pattern = Patterns.anchored(replace.regex());
    List<StepSeries> found = new ArrayList<>();
    for (StepSeries series : run(replace.of())) {
      Matcher matcher = GuardedRegex.matcher(pattern, series.labels().get(replace.source()));
      if (!matcher.find()) {
        found.add(series);
        continue;
      }
      Map<String, String> labels = new HashMap<>(series.labels().asMap());
      String value =
          Expansion.of(replace.replacement(), matcher, "label_replace()", MadeText.LONGEST_LABEL);
      QueryMemory.current().take(LABELS_BYTES + value.length());
      labels.put(replace.destination(), value);
      found.add(series.with(Labels.of(labels)));
    }
    return found;
  }
}
