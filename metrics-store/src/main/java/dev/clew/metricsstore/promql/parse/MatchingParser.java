package dev.clew.metricsstore.promql.parse;

import dev.clew.metricsstore.promql.ast.VectorMatching;
import dev.clew.metricsstore.promql.ast.VectorMatching.Cardinality;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses what may stand between a binary operator and its right side. */
final class MatchingParser {
  private final TokenStream tokens;
  private final SelectorParser selectors;
  private final DurationParser durations;
  private final SyntaxErrors errors;
  private boolean returnsBool;
  private boolean on;
  private List<String> labels = List.of();
  private List<String> include = List.of();
  private Cardinality cardinality = Cardinality.ONE_TO_ONE;
  private @Nullable Double fillLeft;
  private @Nullable Double fillRight;

  MatchingParser(
      TokenStream tokens, SelectorParser selectors, DurationParser durations, SyntaxErrors errors) {
    this.durations = durations;
    this.tokens = tokens;
    this.selectors = selectors;
    this.errors = errors;
  }

  void parse() {
    if (tokens.peek().is("bool")) {
      tokens.take();
      returnsBool = true;
    }
    if (tokens.peek().is("on") || tokens.peek().is("ignoring")) {
      on = tokens.take().is("on");
      labels = selectors.groupingLabels();
      if (tokens.peek().is("group_left") || tokens.peek().is("group_right")) {
        cardinality =
            tokens.take().is("group_left") ? Cardinality.MANY_TO_ONE : Cardinality.ONE_TO_MANY;
        if (tokens.peek().kind() == TokenKind.LEFT_PAREN) {
          include = selectors.groupingLabels();
        }
      }
    }
    fill();
  }

  private void fill() {
    while (true) {
      Token token = tokens.peek();
      boolean both = token.is("fill");
      boolean left = both || token.is("fill_left");
      boolean right = both || token.is("fill_right");
      if (!left && !right) {
        return;
      }
      tokens.take();
      tokens.expect(TokenKind.LEFT_PAREN, "fill modifier", "\"(\"");
      boolean negative = tokens.peek().is("-");
      if (negative || tokens.peek().is("+")) {
        tokens.take();
      }
      Token number = tokens.peek();
      if (number.kind() != TokenKind.NUMBER && number.kind() != TokenKind.DURATION) {
        throw tokens.unexpected("fill modifier", "number");
      }
      tokens.take();
      double magnitude = durations.value(number);
      double value = negative ? -magnitude : magnitude;
      tokens.expect(TokenKind.RIGHT_PAREN, "fill modifier", "\")\"");
      if ((left && fillLeft != null) || (right && fillRight != null)) {
        throw errors.at(token.position(), token.text() + " may not be set multiple times");
      }
      fillLeft = left ? Double.valueOf(value) : fillLeft;
      fillRight = right ? Double.valueOf(value) : fillRight;
    }
  }

  boolean returnsBool() {
    return returnsBool;
  }

  VectorMatching matching() {
    return new VectorMatching(cardinality, on, labels, include, fillLeft, fillRight);
  }
}
