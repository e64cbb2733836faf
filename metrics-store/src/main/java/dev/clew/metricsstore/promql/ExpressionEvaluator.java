package dev.clew.metricsstore.promql;

import dev.clew.metricsstore.promql.aggregation.Aggregations;
import dev.clew.metricsstore.promql.ast.DurationExpression;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.ColumnSets;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.QueryContext;
import dev.clew.metricsstore.promql.eval.QueryTrace;
import dev.clew.metricsstore.promql.eval.RangeFunction;
import dev.clew.metricsstore.promql.eval.RangeStage;
import dev.clew.metricsstore.promql.eval.RangeVector;
import dev.clew.metricsstore.promql.eval.Selectors;
import dev.clew.metricsstore.promql.eval.SeriesPlan;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.eval.Value;
import dev.clew.metricsstore.promql.function.Functions;
import dev.clew.metricsstore.promql.function.OverRange;
import dev.clew.metricsstore.promql.histogram.HistogramArithmetic;
import dev.clew.metricsstore.promql.operator.BinaryEvaluation;
import dev.clew.metricsstore.promql.result.Annotations;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.memory.QueryMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a tree over all steps, a series at a time: a selector decodes each series once and
 * slides its window over the steps, everything above works on whole columns. What does not depend
 * on the step (because of {@code @}) is evaluated once.
 */
final class ExpressionEvaluator implements Evaluator {
  /** Functions that depend on the time of evaluation even if their arguments do not. */
  private static final Set<String> TIME_DEPENDENT =
      Set.of(
          "days_in_month",
          "day_of_month",
          "day_of_week",
          "day_of_year",
          "hour",
          "minute",
          "month",
          "year",
          "predict_linear",
          "time",
          "timestamp",
          "start_timestamp");

  /** Of a subquery: as wide as its steps, however many series there are. */
  private static final int SCRATCH_ARRAYS = 4;

  private final QueryContext context;
  private final Selectors selectors;

  ExpressionEvaluator(QueryContext context) {
    this.context = context;
    this.selectors = new Selectors(context);
  }

  @Override
  public QueryContext context() {
    return context;
  }

  @Override
  public Selectors selectors() {
    return selectors;
  }

  @Override
  public Annotations annotations() {
    return context.annotations();
  }

  /** Evaluates the whole query and drops the names that are to be dropped at the end. */
  Value result(Expression expression, Steps steps) {
    selectors.query(expression);
    Value value = evaluate(expression, steps);
    return value instanceof Value.Columns(List<Column> columns)
        ? new Value.Columns(ColumnSets.withNamesDropped(columns))
        : value;
  }

  /** Evaluates anything but a range vector. */
  private Value evaluate(Expression node, Steps steps) {
    if (node instanceof Expression.Parentheses) {
      return evaluate(node.bare(), steps);
    }
    QueryTrace.Part part = context.trace().begin(node);
    try {
      Value value = traced(node, steps);
      if (value instanceof Value.Columns(List<Column> columns)) {
        part.answered(columns.size());
      }
      return value;
    } finally {
      context.trace().end(part);
    }
  }

  private Value traced(Expression node, Steps steps) {
    context.check();
    long before = context.samples();
    QueryMemory memory = QueryMemory.current();
    long heldBefore = memory.heldBytes();
    Value value =
        steps.count() > 1 && isStepInvariant(node)
            ? repeated(compute(node, steps.first()), steps.count())
            : compute(node, steps);
    long held =
        value instanceof Value.Columns(List<Column> c) ? (long) c.size() * steps.count() : 0;
    context.samples(before + held);
    memory.settle(heldBefore + bytes(value));
    return value;
  }

  private static long bytes(Value value) {
    return switch (value) {
      case Value.Columns(List<Column> columns) -> Column.bytes(columns);
      case Value.Scalars(double[] values) -> 8L * values.length;
      case Value.Text(String text) -> 2L * text.length();
    };
  }

  @Override
  public double[] scalars(Expression node, Steps steps) {
    if (evaluate(node, steps) instanceof Value.Scalars(double[] values)) {
      return values;
    }
    throw Evaluator.bug("scalar", node);
  }

  @Override
  public List<Column> columns(Expression node, Steps steps) {
    if (evaluate(node, steps) instanceof Value.Columns(List<Column> columns)) {
      return columns;
    }
    throw Evaluator.bug("vector", node);
  }

  private Value compute(Expression node, Steps steps) {
    return switch (node) {
      case Expression.NumberLiteral number -> Value.Scalars.constant(number.value(), steps.count());
      case Expression.StringLiteral string -> new Value.Text(string.value());
      case Expression.Parentheses parentheses -> evaluate(parentheses.inner(), steps);
      case Expression.VectorSelector selector ->
          new Value.Columns(selectors.latest(selector, steps, Selectors.Part.VALUE));
      case Expression.Unary unary -> unary(unary, steps);
      case Expression.Binary binary -> new BinaryEvaluation(this, steps).evaluate(binary);
      case Expression.Aggregate aggregate -> Aggregations.evaluate(aggregate, this, steps);
      case Expression.Call call -> {
        checkExtensions(call);
        yield Functions.of(call.function()).evaluate(call, this, steps);
      }
      case Expression.MatrixSelector matrix -> throw Evaluator.bug("non-range", matrix);
      case Expression.Subquery subquery -> throw Evaluator.bug("non-range", subquery);
    };
  }

  private static void checkExtensions(Expression.Call call) {
    for (Expression argument : call.arguments()) {
      if (!(argument.bare() instanceof Expression.MatrixSelector matrix)) {
        continue;
      }
      List<String> allowed =
          switch (matrix.vector().extension()) {
            case NONE -> List.of(call.function().name());
            case ANCHORED -> List.of("changes", "delta", "increase", "rate", "resets");
            case SMOOTHED -> List.of("delta", "increase", "rate");
          };
      if (!allowed.contains(call.function().name())) {
        throw QueryContext.failure(
            matrix.vector().extension().name().toLowerCase(Locale.ROOT)
                + " modifier can only be used with: "
                + String.join(", ", allowed)
                + " - not with "
                + call.function().name());
      }
    }
  }

  @Override
  public List<Column> latest(Expression.VectorSelector selector, Steps steps, Selectors.Part part) {
    return selectors.latest(selector, steps, part);
  }

  private Value unary(Expression.Unary unary, Steps steps) {
    Value value = evaluate(unary.operand(), steps);
    if (!unary.negative()) {
      return value;
    }
    if (value instanceof Value.Scalars(double[] values)) {
      double[] negated = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        negated[i] = -values[i];
      }
      return new Value.Scalars(negated);
    }
    List<Column> negated = new ArrayList<>();
    for (Column column : ((Value.Columns) value).columns()) {
      Column out = ColumnSets.derived(column, context);
      for (int i = 0; i < steps.count(); i++) {
        NativeHistogram histogram = column.histogram(i);
        if (histogram != null) {
          out.set(i, HistogramArithmetic.multiplied(histogram, -1));
        } else if (column.hasFloat(i)) {
          out.set(i, -column.value(i));
        }
      }
      negated.add(out);
    }
    return new Value.Columns(context.delayedNames() ? negated : ColumnSets.merged(negated));
  }

  private static Value repeated(Value value, int steps) {
    return switch (value) {
      case Value.Scalars(double[] values) -> Value.Scalars.constant(values[0], steps);
      case Value.Text text -> text;
      case Value.Columns(List<Column> columns) ->
          new Value.Columns(columns.stream().map(column -> column.repeated(steps)).toList());
    };
  }

  private static boolean isStepInvariant(Expression node) {
    return switch (node) {
      case Expression.NumberLiteral n -> true;
      case Expression.StringLiteral s -> true;
      case Expression.VectorSelector selector -> selector.timing().at() != null;
      case Expression.MatrixSelector matrix -> matrix.vector().timing().at() != null;
      case Expression.Subquery subquery -> subquery.timing().at() != null;
      case Expression.Call call ->
          !TIME_DEPENDENT.contains(call.function().name())
              && call.arguments().stream().allMatch(ExpressionEvaluator::isStepInvariant);
      default -> node.children().stream().allMatch(ExpressionEvaluator::isStepInvariant);
    };
  }

  @Override
  public RangeVector range(Expression node, Steps steps) {
    return switch (node.bare()) {
      case Expression.MatrixSelector matrix -> traced(matrix, steps);
      case Expression.Subquery subquery -> subquery(subquery, steps);
      default -> throw Evaluator.bug("range vector", node);
    };
  }

  private RangeVector traced(Expression.MatrixSelector node, Steps steps) {
    QueryTrace.Part part = context.trace().begin(node);
    try {
      RangeVector vector = selectors.range(node, steps);
      part.answered(vector.series().size());
      return vector;
    } finally {
      context.trace().end(part);
    }
  }

  private RangeVector subquery(Expression.Subquery node, Steps steps) {
    QueryTrace.Part part = context.trace().begin(node);
    try {
      RangeVector vector = inner(node, steps);
      part.answered(vector.series().size());
      return vector;
    } finally {
      context.trace().end(part);
    }
  }

  private RangeVector inner(Expression.Subquery node, Steps steps) {
    RangeVector.Reference reference = selectors.reference(node.timing());
    long range = node.range().millis(context.setting(), false);
    DurationExpression stepNode = node.step();
    long interval =
        stepNode == null ? context.subqueryStep() : stepNode.millis(context.setting(), false);
    long lower = reference.time(steps.start()) - range;
    long first = interval * (lower / interval);
    first = first <= lower ? first + interval : first;
    Steps inner = Steps.between(first, reference.time(steps.end()), interval);
    QueryMemory.current().take(SCRATCH_ARRAYS * 8L * inner.count());
    List<SeriesData> series = new ArrayList<>();
    if (inner.count() > 0) {
      for (Column column : columns(node.inner(), inner)) {
        SeriesData data = Evaluator.samples(column, inner, true);
        if (data.size() > 0) {
          series.add(data);
        }
      }
    }
    return new RangeVector(series, range, reference, Expression.Extension.NONE, node.position());
  }

  @Override
  public List<Column> overRange(
      Expression node, Steps steps, boolean keepsName, RangeFunction function) {
    if (node.bare() instanceof Expression.MatrixSelector matrix) {
      try (SeriesPlan plan = selectors.rangePlan(matrix, steps, function, keepsName)) {
        return plan.columns();
      }
    }
    return slide(range(node, steps), steps, keepsName, function);
  }

  @Override
  public List<Column> slide(
      RangeVector vector, Steps steps, boolean keepsName, RangeFunction function) {
    List<SeriesData> series = vector.series();
    List<Column> columns = new ArrayList<>(series.size());
    RangeStage stage = new RangeStage(vector, steps, function, keepsName, context);
    for (SeriesData one : series) {
      context.check();
      Column out = stage.apply(one, Column.array(steps.count()));
      if (out != null) {
        columns.add(out.kept());
      }
    }
    return context.delayedNames() ? columns : ColumnSets.distinct(columns);
  }

  @Override
  public @Nullable SeriesPlan plan(Expression node, Steps steps) {
    if (!context.usesRollups() || (steps.count() > 1 && isStepInvariant(node))) {
      return null;
    }
    return switch (node) {
      case Expression.Parentheses parentheses -> plan(parentheses.inner(), steps);
      case Expression.VectorSelector selector ->
          selector.extension() == Expression.Extension.NONE
              ? selectors.latestPlan(selector, steps)
              : null;
      case Expression.Call call -> plan(call, steps);
      default -> null;
    };
  }

  private @Nullable SeriesPlan plan(Expression.Call call, Steps steps) {
    if (Functions.of(call.function()) instanceof OverRange function
        && function.range(call).bare() instanceof Expression.MatrixSelector matrix) {
      checkExtensions(call);
      QueryTrace.Part part = context.trace().begin(call);
      try {
        RangeFunction inner = function.factory().of(call, this, steps);
        return selectors.rangePlan(matrix, steps, inner, function.keepsName()).within(part);
      } finally {
        context.trace().end(part);
      }
    }
    return null;
  }
}
