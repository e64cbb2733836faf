package dev.clew.logstore.logql.parse;

import dev.clew.logstore.logql.ast.Grouping;
import dev.clew.logstore.logql.ast.LogQuery;
import dev.clew.logstore.logql.ast.LogRange;
import dev.clew.logstore.logql.ast.Matcher;
import dev.clew.logstore.logql.ast.MetricExpression;
import dev.clew.logstore.logql.ast.RangeOperator;
import dev.clew.logstore.logql.ast.StageExpression;
import dev.clew.logstore.pipeline.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code rate({app="a"} | json [5m] offset 1m)}. The duration may stand behind the selector,
 * behind any stage, or behind parentheses.
 */
final class RangeParser {
  private final Tokens tokens;
  private final StageParser stages;

  RangeParser(Tokens tokens, StageParser stages) {
    this.tokens = tokens;
    this.stages = stages;
  }

  /** What is known of a range so far. */
  private static final class Parts {
    List<Matcher> selector = List.of();
    final List<StageExpression> stages = new ArrayList<>();
    long rangeNanos = -1;
    long offsetNanos;
    boolean unwrapped;
  }

  MetricExpression aggregation(RangeOperator operator, Supplier<@Nullable Grouping> grouping) {
    tokens.take();
    tokens.expect("(");
    double parameter = Double.NaN;
    boolean minus = tokens.peek().is("-");
    if (minus || tokens.peek().kind() == Token.Kind.NUMBER) {
      if (minus) {
        tokens.take();
      }
      if (tokens.peek().kind() != Token.Kind.NUMBER) {
        throw tokens.unexpected("NUMBER");
      }
      double number = Quantities.number(tokens.take().text());
      parameter = minus ? -number : number;
      tokens.expect(",");
    }
    Parts parts = new Parts();
    read(parts);
    if (parts.rangeNanos < 0) {
      throw tokens.unexpected();
    }
    tokens.expect(")");
    LogRange range =
        new LogRange(
            new LogQuery(parts.selector, parts.stages), parts.rangeNanos, parts.offsetNanos);
    Grouping groups = grouping.get();
    SemanticCheck.check(operator, parameter, range, groups);
    return new MetricExpression.RangeAggregation(
        operator, Double.isNaN(parameter) ? 0 : parameter, range, groups);
  }

  private void read(Parts parts) {
    tokens.down();
    if (tokens.takeIf("(")) {
      read(parts);
      tokens.expect(")");
    } else if (tokens.peek().is("{")) {
      parts.selector = stages.selector();
    } else {
      throw tokens.unexpected();
    }
    while (true) {
      if (tokens.peek().kind() == Token.Kind.RANGE) {
        duration(parts);
      } else if (stages.isStage()) {
        stage(parts);
      } else {
        break;
      }
    }
    tokens.up();
  }

  private void duration(Parts parts) {
    if (parts.rangeNanos >= 0) {
      throw tokens.unexpected();
    }
    parts.rangeNanos = (long) Quantities.durationNanos(tokens.take().text());
    if (tokens.takeWordIf("offset")) {
      boolean earlier = !tokens.takeIf("-");
      if (tokens.peek().kind() != Token.Kind.DURATION) {
        throw tokens.unexpected("DURATION");
      }
      long nanos = (long) Quantities.durationNanos(tokens.take().text());
      parts.offsetNanos = earlier ? nanos : -nanos;
    }
  }

  private void stage(Parts parts) {
    Token before = tokens.peek();
    StageExpression stage = stages.stage();
    boolean unwrap = stage instanceof StageExpression.Unwrap;
    if (parts.unwrapped && !(stage instanceof StageExpression.Filter)) {
      throw tokens.unexpected(before);
    }
    parts.unwrapped |= unwrap;
    parts.stages.add(stage);
  }
}
