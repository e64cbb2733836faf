package dev.clew.metricsstore.promql.parse;

import dev.clew.metricsstore.promql.ast.AggregateOperator;
import dev.clew.metricsstore.promql.ast.BinaryOperator;
import dev.clew.metricsstore.promql.ast.DurationExpression;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.Feature;
import dev.clew.metricsstore.promql.ast.FunctionSignature;
import dev.clew.metricsstore.promql.ast.Position;
import dev.clew.metricsstore.promql.ast.Timing;
import dev.clew.metricsstore.promql.ast.ValueType;
import dev.clew.metricsstore.promql.notation.Quoting;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.model.QueryException;
import dev.clew.model.query.Nesting;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A recursive-descent parser for PromQL, with precedence climbing for binary operators. Modifiers
 * ({@code offset}, {@code @}, brackets) bind to the operand before them; a sign binds looser than
 * {@code ^}.
 */
public final class Parser {
  private final SyntaxErrors errors;
  private final TokenStream tokens;
  private final SelectorParser selectors;
  private final DurationParser durations;
  private final Set<Feature> features;
  private int depth;

  private Parser(String query, Set<Feature> features) {
    this.features = features;
    this.errors = new SyntaxErrors(query);
    this.tokens = new TokenStream(new Lexer(query, errors), errors);
    this.selectors = new SelectorParser(tokens, errors);
    this.durations = new DurationParser(tokens, errors, features);
  }

  /**
   * Parses and checks an expression.
   *
   * @throws QueryException of kind SYNTAX
   */
  public static Expression parse(String query, Set<Feature> features) {
    Parser parser = new Parser(query, features);
    if (parser.tokens.peek().kind() == TokenKind.END) {
      throw parser.errors.at(0, "no expression found in input");
    }
    Expression expression = parser.expression(0);
    if (parser.tokens.peek().kind() != TokenKind.END) {
      throw parser.tokens.unexpected("", "");
    }
    if (!Nesting.isWithin(expression, Expression::children)) {
      throw parser.errors.at(0, Nesting.message());
    }
    return new TypeChecker(parser.errors).check(expression);
  }

  /** Parses with all features. */
  public static Expression parse(String query) {
    return parse(query, EnumSet.allOf(Feature.class));
  }

  /**
   * Parses a selector as the metadata APIs take it.
   *
   * @throws QueryException of kind SYNTAX
   */
  public static List<LabelMatcher> parseSelector(String text) {
    Expression expression = parse(text).bare();
    if (expression instanceof Expression.VectorSelector selector
        && selector.timing().equals(Timing.NOW)) {
      return selector.matchers();
    }
    throw new SyntaxErrors(text).at(0, "expected a series selector");
  }

  private Expression expression(int minPrecedence) {
    if (++depth > Nesting.MOST) {
      throw tooDeep();
    }
    Expression left = unary();
    // Every operator of a chain is a level of the tree.
    for (int links = 0; ; links++) {
      BinaryOperator operator = binaryOperator(tokens.peek());
      if (operator == null || operator.precedence() < minPrecedence) {
        depth--;
        return left;
      }
      if (links == Nesting.MOST) {
        throw tooDeep();
      }
      tokens.take();
      MatchingParser matching = new MatchingParser(tokens, selectors, durations, errors);
      matching.parse();
      int next = operator.precedence() + (operator.rightAssociative() ? 0 : 1);
      Expression right = expression(next);
      left =
          new Expression.Binary(operator, left, right, matching.matching(), matching.returnsBool());
      if (matching.matching().fills()) {
        require(
            Feature.FILL_MODIFIERS,
            left.position(),
            "binop fill modifiers are experimental and not enabled");
      }
    }
  }

  private QueryException tooDeep() {
    return errors.at(tokens.peek().offset(), Nesting.message());
  }

  private void require(Feature feature, Position position, String message) {
    if (!features.contains(feature)) {
      throw errors.at(position, message);
    }
  }

  private static @Nullable BinaryOperator binaryOperator(Token token) {
    if (token.kind() != TokenKind.OPERATOR) {
      return null;
    }
    String text = token.text().toLowerCase(Locale.ROOT);
    for (BinaryOperator operator : BinaryOperator.values()) {
      if (operator.symbol().equals(text)) {
        return operator;
      }
    }
    return null;
  }

  private Expression unary() {
    Token sign = tokens.peek();
    if (!sign.is("-") && !sign.is("+")) {
      return withModifiers(primary());
    }
    tokens.take();
    Expression operand = expression(BinaryOperator.UNARY_OPERAND_PRECEDENCE);
    Position position = new Position(sign.offset(), operand.position().end());
    boolean negative = sign.is("-");
    if (operand instanceof Expression.NumberLiteral(double value, boolean asDuration, Position p)) {
      return new Expression.NumberLiteral(negative ? -value : value, asDuration, position);
    }
    return new Expression.Unary(negative, operand, position);
  }

  private Expression primary() {
    Token token = tokens.peek();
    if (token.kind() == TokenKind.LEFT_BRACE) {
      return selectors.selector(null);
    }
    if (token.kind() == TokenKind.OPERATOR && !token.isName()) {
      throw tokens.unexpected("", "");
    }
    return switch (token.kind()) {
      case NUMBER, DURATION -> number(tokens.take());
      case STRING ->
          new Expression.StringLiteral(selectors.unquote(tokens.take()), token.position());
      case LEFT_PAREN -> parentheses(tokens.take());
      case AGGREGATOR -> aggregateOrMetric(tokens.take());
      case IDENTIFIER, METRIC_IDENTIFIER, KEYWORD, OPERATOR -> callOrMetric(tokens.take());
      default -> throw tokens.unexpected("", "");
    };
  }

  private Expression parentheses(Token open) {
    Expression inner = expression(0);
    Token close = tokens.expect(TokenKind.RIGHT_PAREN, "", "");
    return new Expression.Parentheses(inner, new Position(open.offset(), close.end()));
  }

  private Expression callOrMetric(Token name) {
    return name.kind() != TokenKind.METRIC_IDENTIFIER
            && tokens.peek().kind() == TokenKind.LEFT_PAREN
        ? call(name)
        : selectors.selector(name);
  }

  private Expression number(Token token) {
    boolean asDuration = token.kind() == TokenKind.DURATION;
    return new Expression.NumberLiteral(durations.value(token), asDuration, token.position());
  }

  private Expression aggregateOrMetric(Token name) {
    Token next = tokens.peek();
    boolean modifierFirst = next.is("by") || next.is("without");
    if (!modifierFirst && next.kind() != TokenKind.LEFT_PAREN) {
      if (next.kind() == TokenKind.LEFT_BRACE || !startsOperand(next)) {
        return selectors.selector(name);
      }
      throw tokens.unexpected("aggregation", "");
    }
    List<String> grouping = List.of();
    boolean without = false;
    if (modifierFirst) {
      without = tokens.take().is("without");
      grouping = selectors.groupingLabels();
    }
    List<Expression> arguments = arguments();
    if (!modifierFirst && (tokens.peek().is("by") || tokens.peek().is("without"))) {
      without = tokens.take().is("without");
      grouping = selectors.groupingLabels();
    }
    return aggregate(name, arguments, grouping, without);
  }

  private static boolean startsOperand(Token token) {
    return switch (token.kind()) {
      case IDENTIFIER, METRIC_IDENTIFIER, STRING, NUMBER, DURATION -> true;
      default -> false;
    };
  }

  private Expression aggregate(
      Token name, List<Expression> arguments, List<String> grouping, boolean without) {
    AggregateOperator operator = Objects.requireNonNull(AggregateOperator.of(name.text()));
    Position position = new Position(name.offset(), tokens.lastEnd());
    if (arguments.isEmpty()) {
      throw errors.at(position, "no arguments for aggregate expression provided");
    }
    if (operator.isExperimental()) {
      require(
          Feature.EXPERIMENTAL_FUNCTIONS,
          position,
          operator.symbol()
              + "() is experimental and must be enabled with"
              + " --enable-feature=promql-experimental-functions");
    }
    int wanted = operator.hasParameter() ? 2 : 1;
    if (arguments.size() != wanted) {
      throw errors.at(
          position,
          "wrong number of arguments for aggregate expression provided, expected "
              + wanted
              + ", got "
              + arguments.size());
    }
    Expression parameter = wanted == 2 ? arguments.getFirst() : null;
    return new Expression.Aggregate(
        operator, parameter, arguments.getLast(), grouping, without, position);
  }

  private Expression call(Token name) {
    FunctionSignature signature = FunctionSignatures.of(name.text());
    if (signature == null) {
      throw errors.at(name.position(), "unknown function with name " + Quoting.quote(name.text()));
    }
    if (FunctionSignatures.isExperimental(signature)) {
      require(
          Feature.EXPERIMENTAL_FUNCTIONS,
          name.position(),
          "function " + Quoting.quote(name.text()) + " is not enabled");
    }
    List<Expression> arguments = arguments();
    return new Expression.Call(signature, arguments, new Position(name.offset(), tokens.lastEnd()));
  }

  private List<Expression> arguments() {
    tokens.expect(TokenKind.LEFT_PAREN, "", "");
    List<Expression> arguments = new ArrayList<>();
    if (tokens.peek().kind() != TokenKind.RIGHT_PAREN) {
      arguments.add(expression(0));
      while (tokens.peek().kind() == TokenKind.COMMA) {
        Token comma = tokens.take();
        if (tokens.peek().kind() == TokenKind.RIGHT_PAREN) {
          throw errors.at(comma.position(), "trailing commas not allowed in function call args");
        }
        arguments.add(expression(0));
      }
    }
    tokens.expect(TokenKind.RIGHT_PAREN, "", "");
    return arguments;
  }

  private Expression withModifiers(Expression operand) {
    Expression result = operand;
    while (true) {
      Token token = tokens.peek();
      if (token.kind() == TokenKind.LEFT_BRACKET) {
        result = rangeOrSubquery(result);
      } else if (token.is("offset")) {
        tokens.take();
        result = withOffset(result);
      } else if (token.is("@")) {
        tokens.take();
        result = withAt(result);
      } else if (token.is("anchored") || token.is("smoothed")) {
        tokens.take();
        result = withExtension(result, token.text().toLowerCase(Locale.ROOT));
      } else {
        return result;
      }
    }
  }

  private Expression rangeOrSubquery(Expression operand) {
    Token open = tokens.take();
    DurationExpression range = durations.expression("subquery or range selector", "duration");
    if (tokens.peek().kind() == TokenKind.COLON) {
      tokens.take();
      DurationExpression step =
          tokens.peek().kind() == TokenKind.RIGHT_BRACKET
              ? null
              : durations.expression("subquery selector", "duration or \"]\"");
      Token close = tokens.expect(TokenKind.RIGHT_BRACKET, "subquery selector", "\"]\"");
      Position position = new Position(operand.position().start(), close.end());
      return new Expression.Subquery(operand, range, step, Timing.NOW, position);
    }
    Token close = tokens.expect(TokenKind.RIGHT_BRACKET, "subquery or range", "\":\" or \"]\"");
    Position brackets = new Position(open.offset(), close.end());
    if (!(operand instanceof Expression.VectorSelector vector)) {
      throw errors.at(brackets, "ranges only allowed for vector selectors");
    }
    if (vector.timing().offset() != null) {
      throw errors.at(brackets, "no offset modifiers allowed before range");
    }
    if (vector.timing().at() != null) {
      throw errors.at(brackets, "no @ modifiers allowed before range");
    }
    Position position = new Position(operand.position().start(), close.end());
    return new Expression.MatrixSelector(vector, range, position);
  }

  private Expression withOffset(Expression operand) {
    DurationExpression offset = durations.offset();
    Timing timing = timing(operand, "offset modifier");
    if (timing.offset() != null) {
      throw errors.at(operand.position(), "offset may not be set multiple times");
    }
    return withTiming(operand, timing.withOffset(offset));
  }

  private Expression withAt(Expression operand) {
    Token token = tokens.peek();
    Timing.At at;
    boolean start = token.text().equalsIgnoreCase("start");
    boolean named = start || token.text().equalsIgnoreCase("end");
    if (token.kind() == TokenKind.IDENTIFIER && named) {
      tokens.take();
      tokens.expect(TokenKind.LEFT_PAREN, "", "");
      tokens.expect(TokenKind.RIGHT_PAREN, "", "");
      at = start ? new Timing.At.Start() : new Timing.At.End();
    } else {
      at = new Timing.At.Instant(timestamp(operand));
    }
    Timing timing = timing(operand, "@ modifier");
    if (timing.at() != null) {
      throw errors.at(operand.position(), "@ <timestamp> may not be set multiple times");
    }
    return withTiming(operand, timing.withAt(at));
  }

  private long timestamp(Expression operand) {
    boolean negative = tokens.peek().is("-");
    if (negative || tokens.peek().is("+")) {
      tokens.take();
    }
    Token token = tokens.peek();
    if (token.kind() != TokenKind.NUMBER && token.kind() != TokenKind.DURATION) {
      throw tokens.unexpected("@", "timestamp");
    }
    tokens.take();
    double seconds = negative ? -durations.value(token) : durations.value(token);
    if (!(Math.abs(seconds) < Long.MAX_VALUE)) {
      String shown = String.format(Locale.ROOT, "%f", seconds).replace("Infinity", "Inf");
      throw errors.at(operand.position(), "timestamp out of bounds for @ modifier: " + shown);
    }
    return Math.round(seconds * 1000);
  }

  private Timing timing(Expression operand, String modifier) {
    return switch (operand) {
      case Expression.VectorSelector vector -> vector.timing();
      case Expression.MatrixSelector matrix -> matrix.vector().timing();
      case Expression.Subquery subquery -> subquery.timing();
      default ->
          throw errors.at(
              operand.position(),
              modifier
                  + " must be preceded by an instant vector selector or range vector selector or a"
                  + " subquery");
    };
  }

  private Expression withTiming(Expression operand, Timing timing) {
    Position position = new Position(operand.position().start(), tokens.lastEnd());
    return switch (operand) {
      case Expression.VectorSelector v ->
          new Expression.VectorSelector(v.name(), v.matchers(), timing, v.extension(), position);
      case Expression.MatrixSelector m ->
          new Expression.MatrixSelector(
              new Expression.VectorSelector(
                  m.vector().name(),
                  m.vector().matchers(),
                  timing,
                  m.vector().extension(),
                  m.vector().position()),
              m.range(),
              position);
      case Expression.Subquery s ->
          new Expression.Subquery(s.inner(), s.range(), s.step(), timing, position);
      default -> throw new IllegalStateException("BUG: no timing on " + operand);
    };
  }

  private Expression withExtension(Expression operand, String word) {
    Expression.Extension extension = Expression.Extension.valueOf(word.toUpperCase(Locale.ROOT));
    require(
        Feature.EXTENDED_RANGE_SELECTORS,
        operand.position(),
        word + " modifier is experimental and not enabled");
    if (operand.type() == ValueType.MATRIX && operand instanceof Expression.Subquery) {
      throw errors.at(operand.position(), word + " modifier is not supported for subqueries");
    }
    Expression.VectorSelector vector =
        switch (operand) {
          case Expression.VectorSelector v -> v;
          case Expression.MatrixSelector m -> m.vector();
          default -> throw errors.at(operand.position(), word + " modifier not implemented");
        };
    if (vector.extension() != Expression.Extension.NONE && vector.extension() != extension) {
      throw errors.at(
          operand.position(), "anchored and smoothed modifiers cannot be used together");
    }
    Expression.VectorSelector extended =
        new Expression.VectorSelector(
            vector.name(), vector.matchers(), vector.timing(), extension, vector.position());
    return operand instanceof Expression.MatrixSelector m
        ? new Expression.MatrixSelector(extended, m.range(), m.position())
        : extended;
  }
}
