package dev.clew.metricsstore.promql.parse;

import dev.clew.metricsstore.promql.ast.AggregateOperator;
import dev.clew.metricsstore.promql.notation.Quoting;
import java.util.Locale;
import java.util.Set;

/**
 * Cuts a query into tokens. What a character means depends on where it stands: inside braces names
 * and matchers, inside brackets durations, elsewhere expressions; so the lexer keeps track of both.
 */
final class Lexer {
  private static final Set<String> KEYWORDS =
      Set.of(
          "bool",
          "by",
          "group_left",
          "group_right",
          "ignoring",
          "offset",
          "on",
          "without",
          "anchored",
          "smoothed");

  /** Words that came late into the language, and are names wherever no parenthesis follows. */
  private static final Set<String> FILLS = Set.of("fill", "fill_left", "fill_right");

  private static final Set<String> WORD_OPERATORS = Set.of("and", "or", "unless", "atan2");

  private final String input;
  private final SyntaxErrors errors;
  private int next;
  private int parenDepth;
  private boolean inBraces;
  private boolean inBrackets;

  /** A colon in brackets separates range and step, but only one of them. */
  private boolean colonSeen;

  Lexer(String input, SyntaxErrors errors) {
    this.input = input;
    this.errors = errors;
  }

  Token next() {
    skipBlanksAndComments();
    if (next >= input.length()) {
      return end();
    }
    char c = input.charAt(next);
    if (inBraces) {
      return insideBraces(c);
    }
    return switch (c) {
      case '(' -> {
        parenDepth++;
        yield token(TokenKind.LEFT_PAREN, 1);
      }
      case ')' -> {
        if (--parenDepth < 0) {
          throw errors.at(next, "unexpected right parenthesis ')'");
        }
        yield token(TokenKind.RIGHT_PAREN, 1);
      }
      case '{' -> {
        inBraces = true;
        yield token(TokenKind.LEFT_BRACE, 1);
      }
      case '[' -> {
        if (inBrackets) {
          throw errors.at(next, "unexpected left bracket '['");
        }
        inBrackets = true;
        colonSeen = false;
        yield token(TokenKind.LEFT_BRACKET, 1);
      }
      case ']' -> {
        if (!inBrackets) {
          throw errors.at(next, "unexpected right bracket ']'");
        }
        inBrackets = false;
        yield token(TokenKind.RIGHT_BRACKET, 1);
      }
      case ',' -> token(TokenKind.COMMA, 1);
      case '"', '\'', '`' -> string(c);
      default -> operatorOrWord(c);
    };
  }

  private Token end() {
    if (inBraces) {
      throw errors.at(next, "unexpected end of input inside braces");
    }
    if (inBrackets) {
      throw errors.at(next, "unclosed left bracket");
    }
    if (parenDepth > 0) {
      throw errors.at(next, "unclosed left parenthesis");
    }
    return new Token(TokenKind.END, "", next);
  }

  private Token insideBraces(char c) {
    return switch (c) {
      case '}' -> {
        inBraces = false;
        yield token(TokenKind.RIGHT_BRACE, 1);
      }
      case ',' -> token(TokenKind.COMMA, 1);
      case '"', '\'', '`' -> string(c);
      case '=' -> lookingAt("=~") ? token(TokenKind.OPERATOR, 2) : token(TokenKind.ASSIGN, 1);
      case '!' -> {
        if (lookingAt("!~") || lookingAt("!=")) {
          yield token(TokenKind.OPERATOR, 2);
        }
        String after = next + 1 < input.length() ? "" + input.charAt(next + 1) : "";
        throw errors.at(
            next, "unexpected character after '!' inside braces: " + characterText(after));
      }
      default -> {
        if (isLetter(c)) {
          yield word(TokenKind.IDENTIFIER, false);
        }
        throw errors.at(next, "unexpected character inside braces: " + characterText("" + c));
      }
    };
  }

  private Token operatorOrWord(char c) {
    if (inBrackets && c == ':') {
      if (colonSeen) {
        throw errors.at(next, "unexpected second colon ':'");
      }
      colonSeen = true;
      return token(TokenKind.COLON, 1);
    }
    for (String symbol : new String[] {"==", "!=", ">=", "<=", "</", ">/"}) {
      if (lookingAt(symbol)) {
        return token(TokenKind.OPERATOR, 2);
      }
    }
    if (lookingAt("=~")) {
      return token(TokenKind.OPERATOR, 2);
    }
    if ("+-*/%^<>@".indexOf(c) >= 0) {
      return token(TokenKind.OPERATOR, 1);
    }
    if (c == '=') {
      return token(TokenKind.ASSIGN, 1);
    }
    if (isDigit(c) || (c == '.' && next + 1 < input.length() && isDigit(input.charAt(next + 1)))) {
      return numberOrDuration();
    }
    if (isLetter(c) || (c == ':' && !inBrackets)) {
      return word(TokenKind.IDENTIFIER, !inBrackets);
    }
    if (c == '!') {
      throw errors.at(next, "unexpected character after '!': " + characterText(rest(next + 1)));
    }
    throw errors.at(next, "unexpected character: " + characterText("" + c));
  }

  private String rest(int from) {
    return from < input.length() ? input.substring(from, from + 1) : "";
  }

  private static String characterText(String character) {
    return character.isEmpty() ? "'￿'" : "'" + character.replace("'", "\\'") + "'";
  }

  private Token word(TokenKind plain, boolean colons) {
    int end = next;
    while (end < input.length()
        && (isLetter(input.charAt(end))
            || isDigit(input.charAt(end))
            || (colons && input.charAt(end) == ':'))) {
      end++;
    }
    String text = input.substring(next, end);
    String lower = text.toLowerCase(Locale.ROOT);
    TokenKind kind = plain;
    if (inBraces) {
      kind = TokenKind.IDENTIFIER;
    } else if (KEYWORDS.contains(lower) || (FILLS.contains(lower) && isBeforeParenthesis(end))) {
      kind = TokenKind.KEYWORD;
    } else if (WORD_OPERATORS.contains(lower)) {
      kind = TokenKind.OPERATOR;
    } else if (AggregateOperator.of(lower) != null) {
      kind = TokenKind.AGGREGATOR;
    } else if (lower.equals("inf") || lower.equals("nan")) {
      kind = TokenKind.NUMBER;
    } else if (text.indexOf(':') >= 0) {
      kind = TokenKind.METRIC_IDENTIFIER;
    }
    return token(kind, text.length());
  }

  private boolean isBeforeParenthesis(int from) {
    int at = from;
    while (at < input.length() && isBlank(input.charAt(at))) {
      at++;
    }
    return at < input.length() && input.charAt(at) == '(';
  }

  private Token numberOrDuration() {
    int end = next;
    while (end < input.length() && isNumberPart(end)) {
      end++;
    }
    String text = input.substring(next, end);
    if (Literals.isNumber(text)) {
      return token(TokenKind.NUMBER, text.length());
    }
    if (Literals.isDuration(text)) {
      return token(TokenKind.DURATION, text.length());
    }
    throw errors.at(next, "bad number or duration syntax: " + Quoting.quote(text));
  }

  private boolean isNumberPart(int at) {
    char c = input.charAt(at);
    if (isDigit(c) || isLetter(c) || c == '.') {
      return true;
    }
    boolean hexadecimal = input.startsWith("0x", next) || input.startsWith("0X", next);
    boolean sign = (c == '+' || c == '-') && !hexadecimal;
    return sign && (input.charAt(at - 1) == 'e' || input.charAt(at - 1) == 'E');
  }

  private Token string(char quote) {
    int end = next + 1;
    while (true) {
      if (end >= input.length()) {
        throw errors.at(
            next, quote == '`' ? "unterminated raw string" : "unterminated quoted string");
      }
      char c = input.charAt(end);
      if (c == quote) {
        return token(TokenKind.STRING, end + 1 - next);
      }
      if (c == '\n' && quote != '`') {
        throw errors.at(next, "unterminated quoted string");
      }
      end += c == '\\' && quote != '`' ? 2 : 1;
    }
  }

  private void skipBlanksAndComments() {
    while (next < input.length()) {
      char c = input.charAt(next);
      if (c == '#') {
        while (next < input.length() && input.charAt(next) != '\n') {
          next++;
        }
      } else if (isBlank(c)) {
        next++;
      } else {
        return;
      }
    }
  }

  private boolean lookingAt(String symbol) {
    return input.startsWith(symbol, next);
  }

  private Token token(TokenKind kind, int length) {
    Token token = new Token(kind, input.substring(next, next + length), next);
    next += length;
    return token;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
