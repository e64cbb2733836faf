package dev.clew.logstore.logql.parse;

import dev.clew.logstore.logql.ast.BinaryOperator;
import dev.clew.logstore.logql.ast.Expression;
import dev.clew.logstore.logql.ast.Grouping;
import dev.clew.logstore.logql.ast.LogQuery;
import dev.clew.logstore.logql.ast.Matcher;
import dev.clew.logstore.logql.ast.Matching;
import dev.clew.logstore.logql.ast.MetricExpression;
import dev.clew.logstore.logql.ast.RangeOperator;
import dev.clew.logstore.logql.ast.VectorOperator;
import dev.clew.logstore.pipeline.Quantities;
import dev.clew.model.QueryException;
import dev.clew.model.query.Nesting;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads LogQL. The errors are worded as Loki's are. */
public final class LogqlParser {
  /** Loki's bound; a query is typed or made by a dashboard, not by a program gone wild. */
  private static final int LONGEST = 131_072;

  private static final int MOST_OPERATORS = 1_000;

  private final Tokens tokens;
  private final StageParser stages;
  private final RangeParser ranges;
  private int operators;

  private LogqlParser(String query) {
    this.tokens = new Tokens(query);
    this.stages = new StageParser(tokens);
    this.ranges = new RangeParser(tokens, stages);
  }

  /**
   * @throws QueryException when it is no LogQL, or no stream could be selected by it
   */
  public static Expression parse(String query) {
    LogqlParser parser = reader(query);
    Expression expression = parser.expression(0);
    if (parser.tokens.peek().kind() != Token.Kind.END) {
      throw parser.tokens.unexpected();
    }
    if (!Nesting.isWithin(expression, LogqlParser::children)) {
      throw parser.tokens.tooDeep();
    }
    SemanticCheck.check(expression);
    return expression;
  }

  private static List<? extends Expression> children(Expression expression) {
    return switch (expression) {
      case MetricExpression.Binary binary -> List.of(binary.left(), binary.right());
      case MetricExpression.VectorAggregation vector -> List.of(vector.of());
      case MetricExpression.LabelReplace replace -> List.of(replace.of());
      case MetricExpression.RangeAggregation range -> List.of();
      case MetricExpression.Literal literal -> List.of();
      case MetricExpression.VectorOf vector -> List.of();
      case LogQuery logs -> List.of();
    };
  }

  /**
   * A selector alone: {@code {app="a"}}. Nothing at all and {@code {}} mean every stream.
   *
   * @throws QueryException when it is something else
   */
  public static List<Matcher> selector(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    LogqlParser parser = reader(text);
    List<Matcher> matchers = parser.stages.selector();
    if (parser.tokens.peek().kind() != Token.Kind.END) {
      throw parser.tokens.unexpected();
    }
    SemanticCheck.checkMatchers(matchers);
    return matchers;
  }

  private static LogqlParser reader(String query) {
    if (query.length() > LONGEST) {
      throw SyntaxErrors.meaning("input size too long (" + query.length() + " > " + LONGEST + ")");
    }
    return new LogqlParser(query);
  }

  /** Operators that bind at least as tight as {@code least}. */
  private Expression expression(int least) {
    tokens.down();
    Expression left = primary();
    while (true) {
      BinaryOperator operator = operator(tokens.peek());
      if (operator == null || operator.precedence() < least) {
        break;
      }
      if (++operators > MOST_OPERATORS) {
        throw tokens.fault("more than " + MOST_OPERATORS + " operators");
      }
      tokens.take();
      Matching matching = matching(operator);
      boolean rightFirst = operator == BinaryOperator.POWER;
      Expression right = expression(operator.precedence() + (rightFirst ? 0 : 1));
      left = binary(operator, left, right, matching);
    }
    tokens.up();
    return left;
  }

  private static @Nullable BinaryOperator operator(Token token) {
    return token.kind() == Token.Kind.SIGN || token.kind() == Token.Kind.WORD
        ? BinaryOperator.of(token.text())
        : null;
  }

  private static MetricExpression binary(
      BinaryOperator operator, Expression left, Expression right, Matching matching) {
    if (!(left instanceof MetricExpression leftMetric)) {
      throw SyntaxErrors.meaning(
          "unexpected type for left leg of binary operation ("
              + operator.sign()
              + "): *syntax.MatchersExpr");
    }
    if (!(right instanceof MetricExpression rightMetric)) {
      throw SyntaxErrors.meaning(
          "unexpected type for right leg of binary operation ("
              + operator.sign()
              + "): *syntax.MatchersExpr");
    }
    boolean leftLiteral = left instanceof MetricExpression.Literal;
    boolean rightLiteral = right instanceof MetricExpression.Literal;
    if (operator.isSet() && (leftLiteral || rightLiteral)) {
      double value =
          leftLiteral
              ? ((MetricExpression.Literal) left).value()
              : ((MetricExpression.Literal) right).value();
      throw SyntaxErrors.meaning(
          "unexpected literal for "
              + (leftLiteral ? "left" : "right")
              + " leg of logical/set binary operation ("
              + operator.sign()
              + "): "
              + String.format("%f", value));
    }
    if (left instanceof MetricExpression.Literal(double a)
        && right instanceof MetricExpression.Literal(double b)) {
      return new MetricExpression.Literal(operator.apply(a, b));
    }
    return new MetricExpression.Binary(operator, leftMetric, rightMetric, matching);
  }

  private Matching matching(BinaryOperator operator) {
    boolean bool = tokens.peek().isWord("bool");
    if (bool) {
      if (!operator.isComparison()) {
        throw tokens.unexpected();
      }
      tokens.take();
    }
    boolean on = tokens.peek().isWord("on");
    if (!on && !tokens.peek().isWord("ignoring")) {
      return bool
          ? new Matching(true, false, List.of(), Matching.Cardinality.ONE_TO_ONE, List.of())
          : Matching.DEFAULT;
    }
    tokens.take();
    List<String> labels = labels();
    Matching.Cardinality cardinality = Matching.Cardinality.ONE_TO_ONE;
    List<String> include = List.of();
    if (tokens.peek().isWord("group_left") || tokens.peek().isWord("group_right")) {
      if (operator.isSet()) {
        throw tokens.unexpected();
      }
      cardinality =
          tokens.take().isWord("group_left")
              ? Matching.Cardinality.MANY_TO_ONE
              : Matching.Cardinality.ONE_TO_MANY;
      if (tokens.peek().is("(")) {
        include = labels();
      }
    }
    return new Matching(bool, on, labels, cardinality, include);
  }

  /** Names in parentheses; may be none. */
  private List<String> labels() {
    tokens.expect("(");
    List<String> labels = new ArrayList<>();
    while (!tokens.peek().is(")")) {
      labels.add(tokens.identifier());
      if (!tokens.takeIf(",") && !tokens.peek().is(")")) {
        throw tokens.unexpected(",", ")");
      }
    }
    tokens.take();
    return labels;
  }

  private @Nullable Grouping grouping() {
    if (tokens.takeWordIf("by")) {
      return new Grouping(false, labels());
    }
    if (tokens.takeWordIf("without")) {
      return new Grouping(true, labels());
    }
    return null;
  }

  private Expression primary() {
    Token token = tokens.peek();
    if (token.is("{")) {
      return logs();
    }
    if (token.is("(")) {
      tokens.take();
      Expression inner = expression(0);
      tokens.expect(")");
      return inner instanceof LogQuery query ? more(query) : inner;
    }
    if (token.is("+") || token.is("-")) {
      tokens.take();
      if (tokens.peek().kind() != Token.Kind.NUMBER) {
        throw tokens.unexpected("NUMBER");
      }
      double number = number();
      return new MetricExpression.Literal(token.is("-") ? -number : number);
    }
    if (token.kind() == Token.Kind.NUMBER) {
      return new MetricExpression.Literal(number());
    }
    if (token.kind() == Token.Kind.WORD) {
      return function(token.text());
    }
    throw tokens.unexpected();
  }

  private double number() {
    String text = tokens.take().text();
    return text.equals("NaN") ? Double.NaN : Quantities.number(text);
  }

  private LogQuery logs() {
    return more(new LogQuery(stages.selector(), List.of()));
  }

  /** The stages behind a query. */
  private LogQuery more(LogQuery query) {
    List<dev.clew.logstore.logql.ast.StageExpression> all = new ArrayList<>(query.stages());
    while (stages.isStage()) {
      if (tokens.peek().is("|") && tokens.peek(1).isWord("unwrap")) {
        tokens.take();
        throw tokens.unexpected();
      }
      all.add(stages.stage());
    }
    return new LogQuery(query.selector(), all);
  }

  private MetricExpression function(String name) {
    boolean called = tokens.peek(1).is("(");
    boolean grouped = tokens.peek(1).isWord("by") || tokens.peek(1).isWord("without");
    RangeOperator range = RangeOperator.named(name);
    if (range != null && called) {
      return ranges.aggregation(range, this::grouping);
    }
    VectorOperator vector = VectorOperator.named(name);
    if (vector != null && (called || grouped)) {
      return aggregation(vector);
    }
    if (called && tokens.peek().isWord("label_replace")) {
      return labelReplace();
    }
    if (called && tokens.peek().isWord("vector")) {
      tokens.take();
      tokens.expect("(");
      boolean negative = tokens.takeIf("-");
      if (tokens.peek().kind() != Token.Kind.NUMBER) {
        throw tokens.unexpected("NUMBER");
      }
      double value = number();
      tokens.expect(")");
      return new MetricExpression.VectorOf(negative ? -value : value);
    }
    throw tokens.unexpected();
  }

  private MetricExpression aggregation(VectorOperator operator) {
    tokens.take();
    Grouping grouping = grouping();
    tokens.expect("(");
    double parameter = Double.NaN;
    Token first = tokens.peek();
    boolean minus = first.is("-") && tokens.peek(1).kind() == Token.Kind.NUMBER;
    int width = minus ? 2 : 1;
    if ((minus || first.kind() == Token.Kind.NUMBER) && tokens.peek(width).is(",")) {
      if (minus) {
        tokens.take();
      }
      parameter = minus ? -number() : number();
      tokens.take();
    }
    Expression inner = expression(0);
    tokens.expect(")");
    if (grouping == null) {
      grouping = grouping();
    }
    if (!(inner instanceof MetricExpression of)) {
      throw tokens.unexpected();
    }
    return new MetricExpression.VectorAggregation(
        operator, SemanticCheck.parameter(operator, parameter), of, grouping);
  }

  private MetricExpression labelReplace() {
    tokens.take();
    tokens.expect("(");
    Expression inner = expression(0);
    String[] texts = new String[4];
    for (int i = 0; i < texts.length; i++) {
      tokens.expect(",");
      texts[i] = tokens.string();
    }
    tokens.expect(")");
    if (!(inner instanceof MetricExpression of)) {
      throw tokens.unexpected();
    }
    return new MetricExpression.LabelReplace(of, texts[0], texts[1], texts[2], texts[3]);
  }
}
