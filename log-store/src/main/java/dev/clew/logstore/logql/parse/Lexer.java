package dev.clew.logstore.logql.parse;

import dev.clew.logstore.pipeline.Quantities;
import dev.clew.model.QueryException;
import java.util.ArrayList;
import java.util.List;

/** Cuts LogQL into tokens. */
final class Lexer {
  private static final String[] SIGNS = {
    "|=", "|~", "|>", "!=", "!~", "!>", "=~", "==", ">=", "<=", "|", "=", ">", "<", "{", "}", "(",
    ")", ",", "+", "-", "*", "/", "%", "^"
  };

  private final String query;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Lexer(String query) {
    this.query = query;
  }

  static List<Token> tokens(String query) {
    Lexer lexer = new Lexer(query);
    while (lexer.skipBlanks()) {
      lexer.next();
    }
    lexer.tokens.add(new Token(Token.Kind.END, "", query.length()));
    return lexer.tokens;
  }

  private boolean skipBlanks() {
    while (at < query.length()) {
      char c = query.charAt(at);
      if (c == '#') {
        int end = query.indexOf('\n', at);
        at = end < 0 ? query.length() : end;
      } else if (Character.isWhitespace(c) || c == '\u00a0' || c == '\ufeff') {
        at++;
      } else {
        return true;
      }
    }
    return false;
  }

  private QueryException fault(int offset, String message) {
    return SyntaxErrors.at(query, offset, message);
  }

  private void next() {
    char c = query.charAt(at);
    if (c == '"') {
      quoted();
    } else if (c == '`') {
      raw();
    } else if (c == '[') {
      range();
    } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
      quantity();
    } else if (Character.isLetter(c) || c == '_') {
      word();
    } else if (!flag()) {
      sign(c);
    }
  }

  private char peek(int ahead) {
    return at + ahead < query.length() ? query.charAt(at + ahead) : '\0';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void sign(char c) {
    for (String sign : SIGNS) {
      if (query.startsWith(sign, at)) {
        tokens.add(new Token(Token.Kind.SIGN, sign, at));
        at += sign.length();
        return;
      }
    }
    throw fault(at, "syntax error: unexpected " + (c == '\'' ? "CHAR" : String.valueOf(c)));
  }

  private void word() {
    int from = at;
    while (at < query.length() && isWordPart(query.charAt(at))) {
      at++;
    }
    String word = query.substring(from, at);
    boolean infinite = word.equalsIgnoreCase("inf") || word.equals("NaN");
    tokens.add(new Token(infinite ? Token.Kind.NUMBER : Token.Kind.WORD, word, from));
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /** Two signs that are no flag are what they look like. */
  private boolean flag() {
    if (query.charAt(at) != '-' || peek(1) != '-') {
      return false;
    }
    int end = at;
    while (end < query.length()
        && (query.charAt(end) == '-' || Character.isLetter(query.charAt(end)))) {
      end++;
    }
    String flag = query.substring(at, end);
    if (!flag.equals("--strict") && !flag.equals("--keep-empty")) {
      return false;
    }
    tokens.add(new Token(Token.Kind.FLAG, flag, at));
    at = end;
    return true;
  }

  private void quantity() {
    int from = at;
    boolean letters = false;
    while (at < query.length()) {
      char c = query.charAt(at);
      boolean exponentSign =
          (c == '+' || c == '-')
              && !letters
              && (query.charAt(at - 1) == 'e' || query.charAt(at - 1) == 'E');
      if (!isWordPart(c) && c != '.' && !exponentSign) {
        break;
      }
      boolean exponent = (c == 'e' || c == 'E') && (isDigit(peek(1)) || "+-".indexOf(peek(1)) >= 0);
      letters |= Character.isLetter(c) && !exponent;
      at++;
    }
    String text = query.substring(from, at);
    Token.Kind kind;
    if (!Double.isNaN(Quantities.number(text))) {
      kind = Token.Kind.NUMBER;
    } else if (!Double.isNaN(Quantities.durationNanos(text))) {
      kind = Token.Kind.DURATION;
    } else if (!Double.isNaN(Quantities.bytes(text))) {
      kind = Token.Kind.BYTES;
    } else {
      throw fault(from, "syntax error: unexpected " + text + " (expected: a number, 5s or 20KB)");
    }
    tokens.add(new Token(kind, text, from));
  }

  private void range() {
    int from = at;
    int end = query.indexOf(']', at);
    if (end < 0) {
      throw fault(from, "missing closing ']' in duration");
    }
    String text = query.substring(from + 1, end).strip();
    double nanos = Quantities.durationNanos(text);
    if (text.isEmpty()) {
      throw fault(from, "empty duration string");
    }
    if (Double.isNaN(nanos) || nanos > Long.MAX_VALUE / 4.0) {
      throw fault(from, "not a valid duration string: " + "\"" + text + "\"");
    }
    tokens.add(new Token(Token.Kind.RANGE, text, from));
    at = end + 1;
  }

  private void raw() {
    int end = query.indexOf('`', at + 1);
    if (end < 0) {
      throw fault(at, "literal not terminated");
    }
    tokens.add(new Token(Token.Kind.STRING, query.substring(at + 1, end), at));
    at = end + 1;
  }

  private void quoted() {
    int from = at++;
    StringBuilder text = new StringBuilder();
    while (at < query.length() && query.charAt(at) != '\n') {
      char c = query.charAt(at++);
      if (c == '"') {
        tokens.add(new Token(Token.Kind.STRING, text.toString(), from));
        return;
      }
      if (c == '\\') {
        escape(text);
      } else {
        text.append(c);
      }
    }
    throw fault(from, "literal not terminated");
  }

  private void escape(StringBuilder text) {
    int from = at - 1;
    char c = peek(0);
    at++;
    switch (c) {
      case 'a' -> text.append('\u0007');
      case 'b' -> text.append('\b');
      case 'f' -> text.append('\f');
      case 'n' -> text.append('\n');
      case 'r' -> text.append('\r');
      case 't' -> text.append('\t');
      case 'v' -> text.append('\u000b');
      case '\\', '"' -> text.append(c);
      case 'x' -> code(from, 2, 16, text);
      case 'u' -> code(from, 4, 16, text);
      case 'U' -> code(from, 8, 16, text);
      default -> {
        if (c >= '0' && c <= '7') {
          at--;
          code(from, 3, 8, text);
        } else {
          throw fault(from, "invalid char escape");
        }
      }
    }
  }

  private void code(int from, int digits, int radix, StringBuilder text) {
    int code = -1;
    if (at + digits <= query.length()) {
      String number = query.substring(at, at + digits);
      if (number.chars().allMatch(c -> Character.digit(c, radix) >= 0)) {
        code = Integer.parseUnsignedInt(number, radix);
      }
    }
    if (!Character.isValidCodePoint(code)) {
      throw fault(from, "invalid char escape");
    }
    text.appendCodePoint(code);
    at += digits;
  }
}
