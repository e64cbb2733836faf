package dev.clew.metricsstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.clew.metricsstore.promql.ast.DurationExpression;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.Timing;
import dev.clew.metricsstore.promql.ast.ValueType;
import dev.clew.metricsstore.promql.ast.VectorMatching;
import dev.clew.metricsstore.promql.notation.Numbers;
import dev.clew.metricsstore.series.LabelMatcher;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes syntax trees as Prometheus' {@code parse_query} answers them. */
final class ExpressionJson {
  private final JsonGenerator json;

  ExpressionJson(JsonGenerator json) {
    this.json = json;
  }

  void write(@Nullable Expression expression) throws IOException {
    if (expression == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    switch (expression) {
      case Expression.NumberLiteral literal -> {
        json.writeStringField("type", "numberLiteral");
        json.writeStringField("val", Numbers.plain(literal.value()));
      }
      case Expression.StringLiteral literal -> {
        json.writeStringField("type", "stringLiteral");
        json.writeStringField("val", literal.value());
      }
      case Expression.VectorSelector selector -> {
        json.writeStringField("type", "vectorSelector");
        selector(selector);
      }
      case Expression.MatrixSelector(
              Expression.VectorSelector vector,
              DurationExpression range,
              var _) -> {
        json.writeStringField("type", "matrixSelector");
        json.writeNumberField("range", millis(range));
        selector(vector);
      }
      case Expression.Subquery subquery -> subquery(subquery);
      case Expression.Call call -> call(call);
      case Expression.Aggregate aggregate -> aggregate(aggregate);
      case Expression.Binary binary -> binary(binary);
      case Expression.Unary unary -> {
        json.writeStringField("type", "unaryExpr");
        json.writeStringField("op", unary.negative() ? "-" : "+");
        child("expr", unary.operand());
      }
      case Expression.Parentheses parentheses -> {
        json.writeStringField("type", "parenExpr");
        child("expr", parentheses.inner());
      }
    }
    json.writeEndObject();
  }

  private void child(String name, @Nullable Expression expression) throws IOException {
    json.writeFieldName(name);
    write(expression);
  }

  private void selector(Expression.VectorSelector selector) throws IOException {
    json.writeStringField("name", selector.name());
    json.writeArrayFieldStart("matchers");
    for (LabelMatcher matcher : selector.matchers()) {
      json.writeStartObject();
      json.writeStringField("name", matcher.name());
      json.writeStringField("type", matcher.operator().symbol());
      json.writeStringField("value", matcher.value());
      json.writeEndObject();
    }
    json.writeEndArray();
    timing(selector.timing());
    json.writeBooleanField("anchored", selector.extension() == Expression.Extension.ANCHORED);
    json.writeBooleanField("smoothed", selector.extension() == Expression.Extension.SMOOTHED);
  }

  private void timing(Timing timing) throws IOException {
    json.writeNumberField("offset", millis(timing.offset()));
    json.writeFieldName("timestamp");
    if (timing.at() instanceof Timing.At.Instant(long millis)) {
      json.writeNumber(millis);
    } else {
      json.writeNull();
    }
    switch (timing.at()) {
      case Timing.At.Start() -> json.writeStringField("startOrEnd", "start");
      case Timing.At.End() -> json.writeStringField("startOrEnd", "end");
      case Timing.At.Instant _ -> json.writeNullField("startOrEnd");
      case null -> json.writeNullField("startOrEnd");
    }
  }

  /** What is calculated when the query runs is not known here. */
  private static long millis(@Nullable DurationExpression duration) {
    return duration instanceof DurationExpression.Fixed fixed
        ? Math.round(fixed.value() * 1000)
        : 0;
  }

  private void subquery(Expression.Subquery subquery) throws IOException {
    json.writeStringField("type", "subquery");
    child("expr", subquery.inner());
    json.writeNumberField("range", millis(subquery.range()));
    json.writeNumberField("step", millis(subquery.step()));
    timing(subquery.timing());
  }

  private void call(Expression.Call call) throws IOException {
    json.writeStringField("type", "call");
    json.writeObjectFieldStart("func");
    json.writeStringField("name", call.function().name());
    json.writeArrayFieldStart("argTypes");
    for (ValueType type : call.function().arguments()) {
      json.writeString(type.api());
    }
    json.writeEndArray();
    json.writeNumberField("variadic", call.function().optional());
    json.writeStringField("returnType", call.function().result().api());
    json.writeEndObject();
    json.writeArrayFieldStart("args");
    for (Expression argument : call.arguments()) {
      write(argument);
    }
    json.writeEndArray();
  }

  private void aggregate(Expression.Aggregate aggregate) throws IOException {
    json.writeStringField("type", "aggregation");
    json.writeStringField("op", aggregate.operator().symbol());
    child("expr", aggregate.inner());
    child("param", aggregate.parameter());
    strings("grouping", aggregate.grouping());
    json.writeBooleanField("without", aggregate.without());
  }

  private void strings(String name, List<String> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private void binary(Expression.Binary binary) throws IOException {
    json.writeStringField("type", "binaryExpr");
    json.writeStringField("op", binary.operator().symbol());
    child("lhs", binary.left());
    child("rhs", binary.right());
    VectorMatching matching = binary.matching();
    if (matching == null) {
      json.writeNullField("matching");
    } else {
      json.writeObjectFieldStart("matching");
      String cardinality = matching.cardinality().name().toLowerCase(Locale.ROOT);
      json.writeStringField("card", cardinality.replace('_', '-'));
      strings("labels", matching.labels());
      json.writeBooleanField("on", matching.on());
      strings("include", matching.include());
      json.writeObjectFieldStart("fillValues");
      number("lhs", matching.fillLeft());
      number("rhs", matching.fillRight());
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeBooleanField("bool", binary.returnsBool());
  }

  private void number(String name, @Nullable Double value) throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, value);
    }
  }
}
