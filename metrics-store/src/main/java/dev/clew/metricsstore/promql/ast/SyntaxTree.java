package dev.clew.metricsstore.promql.ast;

import dev.clew.metricsstore.promql.notation.Numbers;
import dev.clew.metricsstore.series.LabelMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An expression as Prometheus' {@code /api/v1/parse_query} shows it: objects as maps, arrays as
 * lists, to be written as JSON. Durations and times are in milliseconds. A duration that depends on
 * the query is 0.
 */
public final class SyntaxTree {
  private static final DurationExpression.Setting UNKNOWN = new DurationExpression.Setting(0, 0);

  private SyntaxTree() {}

  public static Map<String, @Nullable Object> of(Expression node) {
    return switch (node) {
      case Expression.NumberLiteral number ->
          node("numberLiteral", "val", Numbers.plain(number.value()));
      case Expression.StringLiteral string -> node("stringLiteral", "val", string.value());
      case Expression.Parentheses parentheses -> node("parenExpr", "expr", of(parentheses.inner()));
      case Expression.Unary unary ->
          node("unaryExpr", "op", unary.negative() ? "-" : "+", "expr", of(unary.operand()));
      case Expression.VectorSelector selector ->
          selected(node("vectorSelector", "name", selector.name()), selector);
      case Expression.MatrixSelector matrix ->
          selected(
              node(
                  "matrixSelector",
                  "name",
                  matrix.vector().name(),
                  "range",
                  millis(matrix.range())),
              matrix.vector());
      case Expression.Subquery subquery -> subquery(subquery);
      case Expression.Call call -> call(call);
      case Expression.Aggregate aggregate ->
          node(
              "aggregation",
              "op",
              aggregate.operator().symbol(),
              "expr",
              of(aggregate.inner()),
              "param",
              aggregate.parameter() == null ? null : of(aggregate.parameter()),
              "grouping",
              aggregate.grouping(),
              "without",
              aggregate.without());
      case Expression.Binary binary ->
          node(
              "binaryExpr",
              "op",
              binary.operator().symbol(),
              "lhs",
              of(binary.left()),
              "rhs",
              of(binary.right()),
              "matching",
              binary.matching() == null ? null : matching(binary.matching()),
              "bool",
              binary.returnsBool());
    };
  }

  private static Map<String, @Nullable Object> node(
      String type, @Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> node = new LinkedHashMap<>();
    node.put("type", type);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      node.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return node;
  }

  private static long millis(@Nullable DurationExpression duration) {
    return duration == null ? 0 : DurationExpression.toMillis(duration.seconds(UNKNOWN));
  }

  private static Map<String, @Nullable Object> selected(
      Map<String, @Nullable Object> node, Expression.VectorSelector selector) {
    node.put("offset", millis(selector.timing().offset()));
    node.put("matchers", selector.matchers().stream().map(SyntaxTree::matcher).toList());
    timing(node, selector.timing());
    node.put("anchored", selector.extension() == Expression.Extension.ANCHORED);
    node.put("smoothed", selector.extension() == Expression.Extension.SMOOTHED);
    return node;
  }

  private static void timing(Map<String, @Nullable Object> node, Timing timing) {
    node.put("timestamp", timing.at() instanceof Timing.At.Instant at ? at.millis() : null);
    node.put(
        "startOrEnd",
        switch (timing.at()) {
          case Timing.At.Start start -> "start";
          case Timing.At.End end -> "end";
          case null, default -> null;
        });
  }

  private static Map<String, @Nullable Object> matcher(LabelMatcher matcher) {
    Map<String, @Nullable Object> node = new LinkedHashMap<>();
    node.put("name", matcher.name());
    node.put("value", matcher.value());
    node.put("type", matcher.operator().symbol());
    return node;
  }

  private static Map<String, @Nullable Object> subquery(Expression.Subquery subquery) {
    Map<String, @Nullable Object> node =
        node("subquery", "expr", of(subquery.inner()), "range", millis(subquery.range()));
    node.put("offset", millis(subquery.timing().offset()));
    node.put("step", millis(subquery.step()));
    timing(node, subquery.timing());
    return node;
  }

  private static Map<String, @Nullable Object> call(Expression.Call call) {
    FunctionSignature function = call.function();
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("name", function.name());
    shown.put("argTypes", function.arguments().stream().map(ValueType::api).toList());
    shown.put("variadic", function.optional());
    shown.put("returnType", function.result().api());
    List<Object> arguments = new ArrayList<>();
    for (Expression argument : call.arguments()) {
      arguments.add(of(argument));
    }
    return node("call", "func", shown, "args", arguments);
  }

  private static Map<String, @Nullable Object> matching(VectorMatching matching) {
    Map<String, @Nullable Object> node = new LinkedHashMap<>();
    node.put("card", matching.cardinality().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    node.put("labels", matching.labels());
    node.put("on", matching.on());
    node.put("include", matching.include());
    Map<String, @Nullable Object> fill = new LinkedHashMap<>();
    fill.put("lhs", matching.fillLeft());
    fill.put("rhs", matching.fillRight());
    node.put("fillValues", fill);
    return node;
  }
}
