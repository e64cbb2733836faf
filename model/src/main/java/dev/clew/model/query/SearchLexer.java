package dev.clew.model.query;

import java.util.ArrayList;
import java.util.List;

/** Cuts the search bar's notation into tokens. */
final class SearchLexer {
  enum Kind {
    /** A name followed by a SIGN. */
    FIELD,
    SIGN,
    TEXT,
    QUOTED,
    REGEX,
    AND,
    OR,
    NOT,
    OPEN,
    CLOSE,
    END
  }

  /**
   * @param text with quotes and backslashes removed
   * @param from offset in the query
   * @param stars offsets in {@code text} of the asterisks that stand for any characters
   */
  record Token(Kind kind, String text, int from, List<Integer> stars) {
    Token(Kind kind, String text, int from) {
      this(kind, text, from, List.of());
    }
  }

  private final String query;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private SearchLexer(String query) {
    this.query = query;
  }

  static List<Token> tokens(String query) {
    SearchLexer lexer = new SearchLexer(query);
    while (lexer.skipBlanks()) {
      lexer.next();
    }
    lexer.tokens.add(new Token(Kind.END, "end of query", query.length()));
    return lexer.tokens;
  }

  private boolean skipBlanks() {
    while (at < query.length() && Character.isWhitespace(query.charAt(at))) {
      at++;
    }
    return at < query.length();
  }

  private void next() {
    char c = query.charAt(at);
    switch (c) {
      case '(' -> single(Kind.OPEN);
      case ')' -> single(Kind.CLOSE);
      case '-', '!' -> {
        if (at + 1 < query.length() && !Character.isWhitespace(query.charAt(at + 1))) {
          single(Kind.NOT);
        } else {
          throw SearchParser.fault(
              "\"" + c + "\" excludes nothing (expected: a term right behind it, or \\" + c + ")",
              at);
        }
      }
      case '"' -> quoted();
      case '/' -> regexOrText();
      default -> text();
    }
  }

  private void single(Kind kind) {
    tokens.add(new Token(kind, query.substring(at, at + 1), at));
    at++;
  }

  private void quoted() {
    int from = at++;
    StringBuilder text = new StringBuilder();
    while (at < query.length()) {
      char c = query.charAt(at++);
      if (c == '"') {
        if (isSignHere()) {
          field(text.toString(), from);
        } else {
          tokens.add(new Token(Kind.QUOTED, text.toString(), from));
        }
        return;
      }
      text.append(c == '\\' && at < query.length() ? query.charAt(at++) : c);
    }
    throw SearchParser.fault("a quotation is never closed (expected: another \")", from);
  }

  /** A path such as {@code /health} is text; {@code /regex/} ends with a slash before a blank. */
  private void regexOrText() {
    int end = at + 1;
    while (end < query.length() && (query.charAt(end) != '/' || query.charAt(end - 1) == '\\')) {
      end++;
    }
    boolean closed =
        end > at + 1
            && end < query.length()
            && (end + 1 == query.length() || " \t\r\n)".indexOf(query.charAt(end + 1)) >= 0);
    if (!closed) {
      text();
      return;
    }
    String pattern = query.substring(at + 1, end).replace("\\/", "/");
    tokens.add(new Token(Kind.REGEX, pattern, at));
    at = end + 1;
  }

  private void text() {
    int from = at;
    StringBuilder text = new StringBuilder();
    List<Integer> stars = new ArrayList<>();
    boolean escaped = false;
    boolean value = !tokens.isEmpty() && tokens.getLast().kind() == Kind.SIGN;
    while (at < query.length() && !endsText(query.charAt(at))) {
      if (!value && isSignHere()) {
        if (text.isEmpty()) {
          throw SearchParser.fault(
              "\"" + query.charAt(at) + "\" has no field before it (expected: field:value)", at);
        }
        field(text.toString(), from);
        return;
      }
      char c = query.charAt(at++);
      if (c == '\\' && at < query.length()) {
        text.append(query.charAt(at++));
        escaped = true;
      } else {
        if (c == '*') {
          stars.add(text.length());
        }
        text.append(c);
      }
    }
    tokens.add(
        new Token(escaped || value ? Kind.TEXT : kindOf(text), text.toString(), from, stars));
  }

  private static Kind kindOf(CharSequence text) {
    return switch (text.toString()) {
      case "AND", "&&" -> Kind.AND;
      case "OR", "||" -> Kind.OR;
      case "NOT" -> Kind.NOT;
      default -> Kind.TEXT;
    };
  }

  private static boolean endsText(char c) {
    return Character.isWhitespace(c) || c == '(' || c == ')' || c == '"';
  }

  private boolean isSignHere() {
    return at < query.length() && ":<>=".indexOf(query.charAt(at)) >= 0;
  }

  private void field(String name, int from) {
    tokens.add(new Token(Kind.FIELD, name, from));
    int signFrom = at++;
    char first = query.charAt(signFrom);
    if ((first == '<' || first == '>') && at < query.length() && query.charAt(at) == '=') {
      at++;
    }
    tokens.add(new Token(Kind.SIGN, query.substring(signFrom, at), signFrom));
    // The value follows at once: "a: b" has none.
    if (at < query.length() && !Character.isWhitespace(query.charAt(at))) {
      valueBehindSign();
    } else {
      tokens.add(new Token(Kind.END, "", at));
    }
  }

  private void valueBehindSign() {
    char c = query.charAt(at);
    if (c == '"' || c == '/' || c == '(') {
      next();
    } else if (c != ')') {
      text();
    }
  }
}
