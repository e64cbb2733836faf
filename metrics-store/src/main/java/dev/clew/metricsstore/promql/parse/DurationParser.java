package dev.clew.metricsstore.promql.parse;

import dev.clew.metricsstore.promql.ast.BinaryOperator;
import dev.clew.metricsstore.promql.ast.DurationExpression;
import dev.clew.metricsstore.promql.ast.Feature;
import dev.clew.metricsstore.promql.ast.Position;
import dev.clew.model.query.Nesting;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses durations and the arithmetic on them. */
final class DurationParser {
  private static final Set<String> EXTREMES = Set.of("min_of", "max_of", "min", "max");

  /** Durations end where Go's do, which are nanoseconds. */
  private static final double MOST_SECONDS = Long.MAX_VALUE / 1e9;

  private static final String OFFSET = "offset";
  private static final String EXPECTED = "number, duration, step(), or range()";

  private final TokenStream tokens;
  private final SyntaxErrors errors;
  private final Set<Feature> features;
  private int parts;

  DurationParser(TokenStream tokens, SyntaxErrors errors, Set<Feature> features) {
    this.features = features;
    this.tokens = tokens;
    this.errors = errors;
  }

  /** The number of a NUMBER or the seconds of a DURATION token. */
  double value(Token token) {
    try {
      return token.kind() == TokenKind.NUMBER
          ? Literals.number(token.text())
          : Literals.durationSeconds(token.text());
    } catch (IllegalArgumentException e) {
      throw errors.at(token.position(), String.valueOf(e.getMessage()));
    }
  }

  /** A whole expression, as in brackets. A literal must be positive. */
  DurationExpression expression(String context, String expected) {
    parts = 0;
    DurationExpression result = enabled(binary(0, context, expected));
    if (result instanceof DurationExpression.Fixed(double value, boolean d, Position position)
        && !(value > 0)) {
      throw errors.at(position, "duration must be greater than 0");
    }
    return result;
  }

  private DurationExpression enabled(DurationExpression result) {
    boolean plain = result instanceof DurationExpression.Fixed;
    if (!plain && !features.contains(Feature.DURATION_EXPRESSIONS)) {
      throw errors.at(result.position(), "experimental duration expression is not enabled");
    }
    return result;
  }

  private DurationExpression binary(int minPrecedence, String context, String expected) {
    return rest(operand(context, expected), minPrecedence, context, expected);
  }

  private DurationExpression rest(
      DurationExpression first, int minPrecedence, String context, String expected) {
    DurationExpression left = first;
    while (true) {
      BinaryOperator operator = arithmetic(tokens.peek());
      if (operator == null || operator.precedence() < minPrecedence) {
        return left;
      }
      onePart();
      Token sign = tokens.take();
      int next = operator.precedence() + (operator.rightAssociative() ? 0 : 1);
      DurationExpression right = binary(next, context, expected);
      boolean zero = right instanceof DurationExpression.Fixed fixed && fixed.value() == 0;
      if (zero && operator == BinaryOperator.DIVIDE) {
        throw errors.at(sign.position(), "division by zero");
      }
      if (zero && operator == BinaryOperator.MODULO) {
        throw errors.at(sign.position(), "modulo by zero");
      }
      Position position = left.position().to(right.position());
      left = new DurationExpression.Calculated(operator, left, right, position);
    }
  }

  /** Nobody calculates with so many that a tree of them could be too deep. */
  private void onePart() {
    if (++parts > Nesting.MOST) {
      throw errors.at(tokens.peek().offset(), Nesting.message());
    }
  }

  private static @Nullable BinaryOperator arithmetic(Token token) {
    return switch (token.kind() == TokenKind.OPERATOR ? token.text() : "") {
      case "+" -> BinaryOperator.ADD;
      case "-" -> BinaryOperator.SUBTRACT;
      case "*" -> BinaryOperator.MULTIPLY;
      case "/" -> BinaryOperator.DIVIDE;
      case "%" -> BinaryOperator.MODULO;
      case "^" -> BinaryOperator.POWER;
      default -> null;
    };
  }

  private DurationExpression operand(String context, String expected) {
    Token token = tokens.peek();
    onePart();
    if (token.is("-") || token.is("+")) {
      tokens.take();
      DurationExpression operand =
          binary(BinaryOperator.UNARY_OPERAND_PRECEDENCE, context, expected);
      Position position = new Position(token.offset(), operand.position().end());
      return token.is("-") ? negated(operand, position) : operand;
    }
    if (token.kind() == TokenKind.NUMBER || token.kind() == TokenKind.DURATION) {
      tokens.take();
      double value = value(token);
      if (Math.abs(value) > MOST_SECONDS) {
        throw errors.at(token.position(), "duration out of range");
      }
      return new DurationExpression.Fixed(
          value, token.kind() == TokenKind.DURATION, token.position());
    }
    if (token.kind() == TokenKind.LEFT_PAREN) {
      tokens.take();
      DurationExpression inner = binary(0, context, expected);
      Token close = tokens.expect(TokenKind.RIGHT_PAREN, context, "\")\"");
      return new DurationExpression.Grouped(inner, new Position(token.offset(), close.end()));
    }
    String word = token.text().toLowerCase(Locale.ROOT);
    if (word.equals("step") || word.equals("range")) {
      tokens.take();
      tokens.expect(TokenKind.LEFT_PAREN, context, "\"(\"");
      Token close = tokens.expect(TokenKind.RIGHT_PAREN, context, "\")\"");
      Position position = new Position(token.offset(), close.end());
      return word.equals("step")
          ? new DurationExpression.Step(position)
          : new DurationExpression.Range(position);
    }
    if (EXTREMES.contains(word)) {
      return extreme(tokens.take(), context, expected);
    }
    throw tokens.unexpected(context, expected);
  }

  /**
   * What stands after {@code offset}. A number, a function or, after a sign, an expression in
   * parentheses ends there, as it did before durations could be calculated: {@code a offset -2 ^ 2}
   * squares the values. Where nothing of it was possible before, as {@code offset (1m) * 2}, all
   * that follows belongs to the duration.
   */
  DurationExpression offset() {
    parts = 0;
    Token sign = tokens.peek();
    boolean signed = sign.is("-") || sign.is("+");
    if (signed) {
      tokens.take();
    }
    Token first = tokens.peek();
    boolean twice = first.is("-") || first.is("+");
    boolean open = first.kind() == TokenKind.LEFT_PAREN && !signed;
    if (open || twice) {
      // The second sign binds as in any calculation, the first to its result.
      DurationExpression left =
          twice
              ? binary(BinaryOperator.UNARY_OPERAND_PRECEDENCE, OFFSET, EXPECTED)
              : operand(OFFSET, EXPECTED);
      return enabled(rest(signed(sign, signed, left), 0, OFFSET, EXPECTED));
    }
    return enabled(signed(sign, signed, operand(OFFSET, EXPECTED)));
  }

  private static DurationExpression signed(Token sign, boolean signed, DurationExpression operand) {
    Position position = new Position(sign.offset(), operand.position().end());
    return signed && sign.is("-") ? negated(operand, position) : operand;
  }

  private static DurationExpression negated(DurationExpression operand, Position position) {
    return operand instanceof DurationExpression.Fixed(double value, boolean d, Position p)
        ? new DurationExpression.Fixed(-value, d, position)
        : new DurationExpression.Negated(operand, position);
  }

  private DurationExpression extreme(Token name, String context, String expected) {
    tokens.expect(TokenKind.LEFT_PAREN, context, "\"(\"");
    DurationExpression left = binary(0, context, expected);
    tokens.expect(TokenKind.COMMA, context, "\",\"");
    DurationExpression right = binary(0, context, expected);
    Token close = tokens.expect(TokenKind.RIGHT_PAREN, context, "\")\"");
    return new DurationExpression.Extreme(
        name.text().toLowerCase(Locale.ROOT).startsWith("min"),
        left,
        right,
        new Position(name.offset(), close.end()));
  }
}
