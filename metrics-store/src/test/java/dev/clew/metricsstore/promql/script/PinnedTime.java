package dev.clew.metricsstore.promql.script;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.Printer;
import dev.clew.metricsstore.promql.ast.Timing;
import dev.clew.metricsstore.promql.parse.Parser;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pins every selector of an expression to one time with {@code @}, so that it gives the same
 * whenever it is evaluated. What stands in a pinned subquery stays as it is.
 */
final class PinnedTime {
  /** These look at the time of the evaluation, or of the sample that they are given. */
  private static final Set<String> NOT_PINNABLE =
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
          "start",
          "end",
          "step",
          "range");

  private final Timing.At at;

  private PinnedTime(long millis) {
    at = new Timing.At.Instant(millis);
  }

  /** The pinned expression, or null when it cannot be pinned. */
  static @Nullable String pin(String expression, long millis) {
    Expression tree = Parser.parse(expression);
    boolean[] pinnable = {true};
    tree.walk(node -> {
      if (node instanceof Expression.Call call && NOT_PINNABLE.contains(call.function().name())) {
        pinnable[0] = false;
      }
    });
    return pinnable[0] ? Printer.text(new PinnedTime(millis).pinned(tree)) : null;
  }

  private Timing pinned(Timing timing) {
    return timing.at() == null ? timing.withAt(at) : timing;
  }

  private List<Expression> pinned(List<Expression> nodes) {
    return nodes.stream().map(this::pinned).toList();
  }

  private Expression.VectorSelector pinned(Expression.VectorSelector selector) {
    return new Expression.VectorSelector(
        selector.name(),
        selector.matchers(),
        pinned(selector.timing()),
        selector.extension(),
        selector.position());
  }

  private Expression pinned(Expression node) {
    return switch (node) {
      case Expression.NumberLiteral number -> number;
      case Expression.StringLiteral string -> string;
      case Expression.VectorSelector selector -> pinned(selector);
      case Expression.MatrixSelector matrix ->
          new Expression.MatrixSelector(pinned(matrix.vector()), matrix.range(), matrix.position());
      case Expression.Subquery subquery ->
          new Expression.Subquery(
              subquery.inner(),
              subquery.range(),
              subquery.step(),
              pinned(subquery.timing()),
              subquery.position());
      case Expression.Call call ->
          new Expression.Call(call.function(), pinned(call.arguments()), call.position());
      case Expression.Aggregate aggregate ->
          new Expression.Aggregate(
              aggregate.operator(),
              aggregate.parameter() == null ? null : pinned(aggregate.parameter()),
              pinned(aggregate.inner()),
              aggregate.grouping(),
              aggregate.without(),
              aggregate.position());
      case Expression.Binary binary ->
          new Expression.Binary(
              binary.operator(),
              pinned(binary.left()),
              pinned(binary.right()),
              binary.matching(),
              binary.returnsBool());
      case Expression.Unary unary ->
          new Expression.Unary(unary.negative(), pinned(unary.operand()), unary.position());
      case Expression.Parentheses parentheses ->
          new Expression.Parentheses(pinned(parentheses.inner()), parentheses.position());
    };
  }
}
