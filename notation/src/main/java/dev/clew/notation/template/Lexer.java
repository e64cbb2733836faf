package dev.clew.notation.template;

import dev.clew.notation.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts a template into text and the tokens of its actions. */
final class Lexer {
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  Lexer(String source) {
    this.source = source;
  }

  List<Token> tokens() {
    boolean trimNext = false;
    while (true) {
      int open = source.indexOf("{{", at);
      String text = source.substring(at, open < 0 ? source.length() : open);
      if (trimNext) {
        text = text.stripLeading();
      }
      if (open >= 0 && trimsLeft(open + 2)) {
        text = text.stripTrailing();
      }
      if (!text.isEmpty()) {
        tokens.add(new Token(Kind.TEXT, at, open < 0 ? source.length() : open, text));
      }
      if (open < 0) {
        break;
      }
      trimNext = action(open);
    }
    tokens.add(new Token(Kind.END, source.length(), source.length(), ""));
    return tokens;
  }

  /** Reads one action and answers whether the text behind it loses its leading space. */
  private boolean action(int open) {
    at = open + 2;
    if (trimsLeft(at)) {
      at += 2;
    }
    if (source.startsWith("/*", at)) {
      return comment(open);
    }
    tokens.add(new Token(Kind.OPEN, open, at, "{{"));
    int depth = 0;
    while (true) {
      if (at >= source.length()) {
        throw new TemplateException("unclosed action", open);
      }
      if (source.startsWith("}}", at) || trimsRight()) {
        if (depth > 0) {
          throw new TemplateException("unclosed left paren", at);
        }
        boolean trims = trimsRight();
        int start = at;
        at += trims ? 4 : 2;
        tokens.add(new Token(Kind.CLOSE, start, at, "}}"));
        return trims;
      }
      token();
      Kind kind = tokens.getLast().kind();
      depth += kind == Kind.LEFT_PARENTHESIS ? 1 : kind == Kind.RIGHT_PARENTHESIS ? -1 : 0;
      if (depth < 0) {
        throw new TemplateException("unexpected right paren", at - 1);
      }
    }
  }

  private boolean comment(int open) {
    int end = source.indexOf("*/", at);
    if (end < 0) {
      throw new TemplateException("unclosed comment", open);
    }
    at = end + 2;
    boolean trims = trimsRight();
    if (!trims && !source.startsWith("}}", at)) {
      throw new TemplateException("comment ends before closing delimiter", at);
    }
    at += trims ? 4 : 2;
    return trims;
  }

  private boolean trimsLeft(int start) {
    return start + 1 < source.length()
        && source.charAt(start) == '-'
        && isSpace(source.charAt(start + 1));
  }

  private boolean trimsRight() {
    return at < source.length() && isSpace(source.charAt(at)) && source.startsWith("-}}", at + 1);
  }

  private void token() {
    int start = at;
    char c = source.charAt(at);
    if (isSpace(c)) {
      while (at < source.length() && isSpace(source.charAt(at)) && !trimsRight()) {
        at++;
      }
      add(Kind.SPACE, start);
    } else if (c == '"') {
      string(start);
    } else if (c == '`') {
      rawString(start);
    } else if (c == '\'') {
      at = quoted(start, '\'', "unterminated character constant");
      String character = unescape(start);
      if (character.codePointCount(0, character.length()) != 1) {
        throw new TemplateException(
            "malformed character constant: " + source.substring(start, at), start);
      }
      tokens.add(new Token(Kind.CHARACTER, start, at, character));
    } else if (c == '$') {
      at++;
      skipWord();
      add(Kind.VARIABLE, start);
    } else if (isDigit(c) || ((c == '.' || c == '-' || c == '+') && isNumber(at + 1, c))) {
      number(start);
    } else if (c == '.') {
      at++;
      skipWord();
      add(at == start + 1 ? Kind.DOT : Kind.FIELD, start);
    } else if (isWord(c)) {
      skipWord();
      add(Kind.NAME, start);
    } else {
      symbol(c, start);
    }
  }

  private void symbol(char c, int start) {
    at++;
    switch (c) {
      case '(' -> add(Kind.LEFT_PARENTHESIS, start);
      case ')' -> add(Kind.RIGHT_PARENTHESIS, start);
      case '|' -> add(Kind.PIPE, start);
      case ',' -> add(Kind.COMMA, start);
      case '=' -> add(Kind.ASSIGN, start);
      case ':' -> {
        if (at >= source.length() || source.charAt(at) != '=') {
          throw new TemplateException("expected :=", start);
        }
        at++;
        add(Kind.DECLARE, start);
      }
      default ->
          throw new TemplateException(
              String.format("unrecognized character in action: U+%04X", (int) c), start);
    }
  }

  private void string(int start) {
    at = quoted(start, '"', "unterminated quoted string");
    tokens.add(new Token(Kind.STRING, start, at, unescape(start)));
  }

  private void rawString(int start) {
    int end = source.indexOf('`', start + 1);
    if (end < 0) {
      throw new TemplateException("unterminated raw quoted string", start);
    }
    at = end + 1;
    tokens.add(new Token(Kind.STRING, start, at, source.substring(start + 1, end)));
  }

  private int quoted(int start, char quote, String fault) {
    for (int i = start + 1; i < source.length() && source.charAt(i) != '\n'; i++) {
      char c = source.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == quote) {
        return i + 1;
      }
    }
    throw new TemplateException(fault, start);
  }

  private String unescape(int start) {
    return GoText.unescape(source.substring(start + 1, at - 1), start + 1);
  }

  private void number(int start) {
    at++;
    while (at < source.length()) {
      char c = source.charAt(at);
      boolean sign = (c == '+' || c == '-') && "eEpP".indexOf(source.charAt(at - 1)) >= 0;
      if (!isWord(c) && c != '.' && !sign) {
        break;
      }
      at++;
    }
    add(Kind.NUMBER, start);
  }

  private boolean isNumber(int next, char first) {
    if (next >= source.length()) {
      return false;
    }
    char c = source.charAt(next);
    return isDigit(c)
        || (first != '.'
            && c == '.'
            && next + 1 < source.length()
            && isDigit(source.charAt(next + 1)));
  }

  private void skipWord() {
    while (at < source.length() && isWord(source.charAt(at))) {
      at++;
    }
  }

  private void add(Kind kind, int start) {
    tokens.add(new Token(kind, start, at, source.substring(start, at)));
  }

  private static boolean isWord(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }
}
