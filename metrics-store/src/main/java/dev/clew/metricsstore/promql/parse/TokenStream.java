package dev.clew.metricsstore.promql.parse;

import dev.clew.model.QueryException;
import org.jspecify.annotations.Nullable;

/** The tokens of a query with one token of look-ahead. */
final class TokenStream {
  private final Lexer lexer;
  private final SyntaxErrors errors;
  private @Nullable Token ahead;
  private int lastEnd;

  TokenStream(Lexer lexer, SyntaxErrors errors) {
    this.lexer = lexer;
    this.errors = errors;
  }

  Token peek() {
    Token token = ahead;
    if (token == null) {
      token = lexer.next();
      ahead = token;
    }
    return token;
  }

  Token take() {
    Token token = peek();
    ahead = null;
    lastEnd = token.end();
    return token;
  }

  Token expect(TokenKind kind, String context, String expected) {
    if (peek().kind() != kind) {
      throw unexpected(context, expected);
    }
    return take();
  }

  /** Offset behind the token taken last. */
  int lastEnd() {
    return lastEnd;
  }

  QueryException unexpected(String context, String expected) {
    Token token = peek();
    return errors.at(
        token.position(),
        "unexpected "
            + token.described()
            + (context.isEmpty() ? "" : " in " + context)
            + (expected.isEmpty() ? "" : ", expected " + expected));
  }
}
