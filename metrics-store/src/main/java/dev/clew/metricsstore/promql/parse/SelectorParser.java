package dev.clew.metricsstore.promql.parse;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.Position;
import dev.clew.metricsstore.promql.ast.Timing;
import dev.clew.metricsstore.promql.notation.Quoting;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.model.Labels;
import dev.clew.notation.regex.RegexException;
import dev.clew.notation.regex.WholeText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses selectors and lists of labels. */
final class SelectorParser {
  private final TokenStream tokens;
  private final SyntaxErrors errors;

  SelectorParser(TokenStream tokens, SyntaxErrors errors) {
    this.tokens = tokens;
    this.errors = errors;
  }

  String unquote(Token token) {
    try {
      return Literals.unquote(token.text());
    } catch (IllegalArgumentException e) {
      throw errors.at(
          token.position(),
          "error unquoting string " + Quoting.quote(token.text()) + ": " + e.getMessage());
    }
  }

  /** The selector after its name, which has been taken already, or from its brace on. */
  Expression.VectorSelector selector(@Nullable Token nameToken) {
    int start = tokens.peek().offset();
    String name = "";
    List<LabelMatcher> matchers = new ArrayList<>();
    if (nameToken != null) {
      start = nameToken.offset();
      name = nameToken.text();
    }
    if (tokens.peek().kind() == TokenKind.LEFT_BRACE) {
      tokens.take();
      matchers(matchers);
    }
    Position position = new Position(start, tokens.lastEnd());
    if (!name.isEmpty()) {
      for (LabelMatcher matcher : matchers) {
        if (matcher.name().equals(Labels.METRIC_NAME)) {
          throw errors.at(
              position,
              "metric name must not be set twice: "
                  + Quoting.quote(name)
                  + " or "
                  + Quoting.quote(matcher.value()));
        }
      }
      matchers.add(LabelMatcher.equal(Labels.METRIC_NAME, name));
    }
    return new Expression.VectorSelector(
        name, matchers, Timing.NOW, Expression.Extension.NONE, position);
  }

  private void matchers(List<LabelMatcher> matchers) {
    while (tokens.peek().kind() != TokenKind.RIGHT_BRACE) {
      Token token = tokens.peek();
      if (!token.isName() && token.kind() != TokenKind.STRING) {
        throw tokens.unexpected("label matching", "identifier or \"}\"");
      }
      tokens.take();
      Token after = tokens.peek();
      boolean lone = after.kind() == TokenKind.COMMA || after.kind() == TokenKind.RIGHT_BRACE;
      if (token.kind() == TokenKind.STRING && lone) {
        matchers.add(LabelMatcher.equal(Labels.METRIC_NAME, unquote(token)));
      } else {
        matchers.add(matcher(token));
      }
      if (tokens.peek().kind() == TokenKind.COMMA) {
        tokens.take();
      } else if (tokens.peek().kind() != TokenKind.RIGHT_BRACE) {
        throw tokens.unexpected("label matching", "\",\" or \"}\"");
      }
    }
    tokens.take();
  }

  private LabelMatcher matcher(Token nameToken) {
    String name = nameToken.kind() == TokenKind.STRING ? unquote(nameToken) : nameToken.text();
    LabelMatcher.Operator operator =
        switch (tokens.peek().text()) {
          case "=" -> LabelMatcher.Operator.EQUAL;
          case "!=" -> LabelMatcher.Operator.NOT_EQUAL;
          case "=~" -> LabelMatcher.Operator.MATCH;
          case "!~" -> LabelMatcher.Operator.NOT_MATCH;
          default -> throw tokens.unexpected("label matching", "label matching operator");
        };
    tokens.take();
    Token valueToken = tokens.expect(TokenKind.STRING, "label matching", "string");
    String value = unquote(valueToken);
    if (operator == LabelMatcher.Operator.MATCH || operator == LabelMatcher.Operator.NOT_MATCH) {
      try {
        WholeText.check(value);
      } catch (RegexException e) {
        throw errors.at(
            new Position(nameToken.offset(), valueToken.end()), String.valueOf(e.getMessage()));
      }
    }
    return new LabelMatcher(name, operator, value);
  }

  /** A list of labels in parentheses. */
  List<String> groupingLabels() {
    tokens.expect(TokenKind.LEFT_PAREN, "grouping opts", "\"(\"");
    List<String> labels = new ArrayList<>();
    while (tokens.peek().kind() != TokenKind.RIGHT_PAREN) {
      Token token = tokens.peek();
      boolean colons = token.text().indexOf(':') >= 0 && token.kind() != TokenKind.STRING;
      if (colons || (!token.isName() && token.kind() != TokenKind.STRING)) {
        throw tokens.unexpected("grouping opts", "label");
      }
      tokens.take();
      labels.add(token.kind() == TokenKind.STRING ? unquote(token) : token.text());
      if (tokens.peek().kind() == TokenKind.COMMA) {
        tokens.take();
      } else if (tokens.peek().kind() != TokenKind.RIGHT_PAREN) {
        throw tokens.unexpected("grouping opts", "\",\" or \")\"");
      }
    }
    tokens.take();
    return labels;
  }
}
