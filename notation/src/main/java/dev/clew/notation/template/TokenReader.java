package dev.clew.notation.template;

import dev.clew.notation.template.Token.Kind;
import java.util.List;

/** Walks over the tokens of a template. */
final class TokenReader {
  private final List<Token> tokens;
  private int at;

  TokenReader(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(at);
  }

  /** The token {@code ahead} of the next one that is no space. */
  Token peekSolid(int ahead) {
    int i = at;
    int left = ahead;
    while (i < tokens.size() - 1) {
      if (!tokens.get(i).is(Kind.SPACE) && left-- == 0) {
        break;
      }
      i++;
    }
    return tokens.get(i);
  }

  Token next() {
    Token token = tokens.get(at);
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  Token nextSolid() {
    skipSpace();
    return next();
  }

  void skipSpace() {
    while (peek().is(Kind.SPACE)) {
      at++;
    }
  }

  int position() {
    return peek().position();
  }

  /** Where the token before the next one ended. */
  int previousEnd() {
    return at == 0 ? 0 : tokens.get(at - 1).end();
  }

  boolean atClose() {
    skipSpace();
    return peek().is(Kind.CLOSE);
  }

  void close(String context) {
    Token token = nextSolid();
    if (!token.is(Kind.CLOSE)) {
      throw unexpected(token, context);
    }
  }

  TemplateException unexpected(Token token, String context) {
    String what =
        switch (token.kind()) {
          case END -> "unexpected EOF";
          case CLOSE -> "missing value for " + context;
          default -> "unexpected <" + token.text() + "> in " + context;
        };
    return new TemplateException(what, token.position());
  }
}
