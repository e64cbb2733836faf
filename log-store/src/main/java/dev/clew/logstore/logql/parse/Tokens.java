package dev.clew.logstore.logql.parse;

import dev.clew.model.QueryException;
import dev.clew.model.query.Nesting;
import java.util.List;

/** The tokens of a query in turn, and the faults found at them. */
final class Tokens {
  private final String query;
  private final List<Token> tokens;
  private int next;
  private int depth;

  Tokens(String query) {
    this.query = query;
    this.tokens = Lexer.tokens(query);
  }

  Token peek() {
    return tokens.get(next);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(next + ahead, tokens.size() - 1));
  }

  Token take() {
    Token token = tokens.get(next);
    if (next < tokens.size() - 1) {
      next++;
    }
    return token;
  }

  boolean takeIf(String sign) {
    if (peek().is(sign)) {
      take();
      return true;
    }
    return false;
  }

  boolean takeWordIf(String word) {
    if (peek().isWord(word)) {
      take();
      return true;
    }
    return false;
  }

  /** Takes a sign that has to be here. */
  void expect(String sign) {
    if (!takeIf(sign)) {
      throw unexpected(sign);
    }
  }

  String string() {
    if (peek().kind() != Token.Kind.STRING) {
      throw unexpected("STRING");
    }
    return take().text();
  }

  /** A label's name. */
  String identifier() {
    if (!isIdentifier(peek())) {
      throw unexpected("IDENTIFIER");
    }
    return take().text();
  }

  static boolean isIdentifier(Token token) {
    return token.kind() == Token.Kind.WORD && !Keywords.isReserved(token.text());
  }

  QueryException unexpected(String... expected) {
    String rest = expected.length == 0 ? "" : ", expecting " + String.join(" or ", expected);
    return fault("syntax error: unexpected " + peek().described() + rest);
  }

  /** A fault at the next token. */
  QueryException fault(String message) {
    return SyntaxErrors.at(query, peek().from(), message);
  }

  /** A token that may not stand where it was taken. */
  QueryException unexpected(Token token) {
    return SyntaxErrors.at(query, token.from(), "syntax error: unexpected " + token.described());
  }

  /** Called when something begins that may hold itself; {@link #up} when it ends. */
  void down() {
    if (++depth > Nesting.MOST) {
      throw tooDeep();
    }
  }

  void up() {
    depth--;
  }

  QueryException tooDeep() {
    return fault("syntax error: " + Nesting.message());
  }
}
