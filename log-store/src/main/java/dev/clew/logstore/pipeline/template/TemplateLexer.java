package dev.clew.logstore.pipeline.template;

import java.util.ArrayList;
import java.util.List;

/** Cuts a template into texts and the tokens of actions. */
final class TemplateLexer {
  enum Kind {
    TEXT,
    OPEN,
    CLOSE,
    WORD,
    STRING,
    NUMBER,
    FIELD,
    VARIABLE,
    LEFT,
    RIGHT,
    PIPE,
    COMMA,
    DECLARE,
    ASSIGN
  }

  /**
   * @param joined whether no blank stands before it
   */
  record Token(Kind kind, String text, boolean joined) {}

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private boolean trimNext;

  TemplateLexer(String text) {
    this.text = text;
  }

  List<Token> tokens() {
    while (at < text.length()) {
      int open = text.indexOf("{{", at);
      String plain = text.substring(at, open < 0 ? text.length() : open);
      at = open < 0 ? text.length() : open + 2;
      boolean trim = open >= 0 && startsTrim();
      plain = trimNext ? plain.stripLeading() : plain;
      plain = trim ? plain.stripTrailing() : plain;
      trimNext = false;
      if (!plain.isEmpty()) {
        tokens.add(new Token(Kind.TEXT, plain, false));
      }
      if (open >= 0) {
        at += trim ? 1 : 0;
        action();
      }
    }
    return tokens;
  }

  /** Whether two braces, a minus and a blank begin the action. */
  private boolean startsTrim() {
    return at + 1 < text.length()
        && text.charAt(at) == '-'
        && Character.isWhitespace(text.charAt(at + 1));
  }

  private void action() {
    int from = at;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (text.startsWith("/*", at)) {
      comment();
      return;
    }
    at = from;
    tokens.add(new Token(Kind.OPEN, "{{", false));
    while (true) {
      int before = at;
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (at >= text.length()) {
        throw TemplateParser.fault("unclosed action");
      }
      if (text.startsWith("}}", at) || (at > before && text.startsWith("-}}", at))) {
        trimNext = text.charAt(at) == '-';
        at += trimNext ? 3 : 2;
        tokens.add(new Token(Kind.CLOSE, "}}", false));
        return;
      }
      token(at == before);
    }
  }

  private void comment() {
    int end = text.indexOf("*/", at);
    if (end < 0) {
      throw TemplateParser.fault("unclosed comment");
    }
    at = end + 2;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    trimNext = text.startsWith("-}}", at);
    if (!trimNext && !text.startsWith("}}", at)) {
      throw TemplateParser.fault("comment ends before closing delimiter");
    }
    at += trimNext ? 3 : 2;
  }

  private void add(Kind kind, int from, boolean joined) {
    tokens.add(new Token(kind, text.substring(from, at), joined));
  }

  private void token(boolean joined) {
    int from = at;
    char c = text.charAt(at++);
    switch (c) {
      case '(' -> add(Kind.LEFT, from, joined);
      case ')' -> add(Kind.RIGHT, from, joined);
      case '|' -> add(Kind.PIPE, from, joined);
      case ',' -> add(Kind.COMMA, from, joined);
      case '=' -> add(Kind.ASSIGN, from, joined);
      case ':' -> {
        if (at >= text.length() || text.charAt(at++) != '=') {
          throw TemplateParser.fault("expected :=");
        }
        add(Kind.DECLARE, from, joined);
      }
      case '"' -> quoted(joined);
      case '\'' -> character(joined);
      case '`' -> {
        int end = text.indexOf('`', at);
        if (end < 0) {
          throw TemplateParser.fault("unterminated raw quoted string");
        }
        tokens.add(new Token(Kind.STRING, text.substring(at, end), joined));
        at = end + 1;
      }
      case '$' -> {
        word();
        add(Kind.VARIABLE, from, joined);
      }
      case '.' -> {
        if (at < text.length() && isDigit(text.charAt(at))) {
          number(from, joined);
        } else {
          field(from, joined);
        }
      }
      default -> other(c, from, joined);
    }
  }

  private void other(char c, int from, boolean joined) {
    boolean sign = (c == '-' || c == '+') && at < text.length();
    if (isDigit(c) || (sign && (isDigit(text.charAt(at)) || text.charAt(at) == '.'))) {
      number(from, joined);
    } else if (Character.isLetter(c) || c == '_') {
      word();
      add(Kind.WORD, from, joined);
    } else {
      throw TemplateParser.fault("unexpected \"" + c + "\" in command");
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void word() {
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
  }

  private void field(int from, boolean joined) {
    int part = at;
    word();
    while (at > part && at + 1 < text.length() && text.charAt(at) == '.') {
      part = ++at;
      word();
    }
    if (at > from + 1 && text.charAt(at - 1) == '.') {
      throw TemplateParser.fault("unexpected <.> in operand");
    }
    add(Kind.FIELD, from, joined);
  }

  private void number(int from, boolean joined) {
    while (at < text.length()) {
      char c = text.charAt(at);
      char before = text.charAt(at - 1);
      boolean sign = (c == '+' || c == '-') && (before == 'e' || before == 'E');
      if (!Character.isLetterOrDigit(c) && c != '.' && c != '_' && !sign) {
        break;
      }
      at++;
    }
    add(Kind.NUMBER, from, joined);
  }

  private void quoted(boolean joined) {
    StringBuilder out = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '\n') {
      char c = text.charAt(at++);
      if (c == '"') {
        tokens.add(new Token(Kind.STRING, out.toString(), joined));
        return;
      }
      if (c == '\\' && at < text.length()) {
        escape(out);
      } else {
        out.append(c);
      }
    }
    throw TemplateParser.fault("unterminated quoted string");
  }

  /** A character in quotes is its number. */
  private void character(boolean joined) {
    int from = at - 1;
    StringBuilder out = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\'') {
      char c = text.charAt(at++);
      if (c == '\\' && at < text.length()) {
        escape(out);
      } else {
        out.append(c);
      }
    }
    if (at >= text.length() || text.charAt(at) != '\'') {
      throw TemplateParser.fault("unterminated character constant");
    }
    at++;
    if (out.isEmpty() || out.codePointCount(0, out.length()) != 1) {
      throw TemplateParser.fault("malformed character constant: " + text.substring(from, at));
    }
    tokens.add(new Token(Kind.NUMBER, Integer.toString(out.codePointAt(0)), joined));
  }

  /** Reads what stands behind a backslash. */
  private void escape(StringBuilder out) {
    char c = text.charAt(at++);
    switch (c) {
      case 'a' -> out.append('\u0007');
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'v' -> out.append('\u000b');
      case '\\', '"', '\'' -> out.append(c);
      case 'x' -> code(2, 16, out);
      case 'u' -> code(4, 16, out);
      case 'U' -> code(8, 16, out);
      default -> {
        if (c < '0' || c > '7') {
          throw TemplateParser.fault("bad escape \\" + c + " in quoted string");
        }
        at--;
        code(3, 8, out);
      }
    }
  }

  private void code(int digits, int radix, StringBuilder out) {
    int code = -1;
    if (at + digits <= text.length()) {
      String number = text.substring(at, at + digits);
      if (number.chars().allMatch(c -> Character.digit(c, radix) >= 0)) {
        code = Integer.parseUnsignedInt(number, radix);
      }
    }
    if (!Character.isValidCodePoint(code)) {
      throw TemplateParser.fault("bad escape in quoted string");
    }
    out.appendCodePoint(code);
    at += digits;
  }
}
