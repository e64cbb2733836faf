package dev.clew.logstore.pipeline;

import org.jspecify.annotations.Nullable;

/** Reads logfmt pair by pair. */
public final class LogfmtPairs {
  private final String text;
  private final boolean strict;
  private int at;
  private String key = "";
  private String value = "";
  private @Nullable String fault;

  public LogfmtPairs(String text, boolean strict) {
    this.text = text;
    this.strict = strict;
  }

  public String key() {
    return key;
  }

  public String value() {
    return value;
  }

  /** What was wrong with the text, when it was to be strict; else null. */
  @Nullable String fault() {
    return fault;
  }

  /** Goes to the next pair; false at the end. */
  public boolean next() {
    while (fault == null) {
      while (at < text.length() && text.charAt(at) <= ' ') {
        at++;
      }
      if (at >= text.length()) {
        return false;
      }
      if (pair()) {
        return true;
      }
    }
    return false;
  }

  /** Reads a pair; false when it is malformed, and then stands behind it. */
  private boolean pair() {
    int from = at;
    while (at < text.length() && isKey(text.charAt(at))) {
      at++;
    }
    if (at == from || (at < text.length() && text.charAt(at) == '"')) {
      return malformed("unexpected '" + text.charAt(at) + "'");
    }
    key = text.substring(from, at);
    value = "";
    if (at >= text.length() || text.charAt(at) != '=') {
      return true;
    }
    at++;
    if (at < text.length() && text.charAt(at) == '"') {
      return quoted();
    }
    int valueFrom = at;
    while (at < text.length() && text.charAt(at) > ' ') {
      char c = text.charAt(at);
      if (c == '=' || c == '"') {
        return malformed("unexpected '" + c + "'");
      }
      at++;
    }
    value = text.substring(valueFrom, at);
    return true;
  }

  private static boolean isKey(char c) {
    return c > ' ' && c != '=' && c != '"';
  }

  private boolean quoted() {
    int from = ++at;
    StringBuilder unescaped = null;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        value = unescaped == null ? text.substring(from, at) : unescaped.toString();
        at++;
        return true;
      }
      if (c == '\\' && at + 1 < text.length()) {
        if (unescaped == null) {
          unescaped = new StringBuilder(text.substring(from, at));
        }
        at++;
        at = escape(text, at, unescaped);
      } else {
        if (unescaped != null) {
          unescaped.append(c);
        }
        at++;
      }
    }
    return malformed("unterminated quoted value");
  }

  /** Reads what stands behind a backslash; returns where it ends. */
  private static int escape(String text, int from, StringBuilder out) {
    char c = text.charAt(from);
    switch (c) {
      case 'n' -> out.append('\n');
      case 't' -> out.append('\t');
      case 'r' -> out.append('\r');
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'u' -> {
        if (from + 4 < text.length()) {
          try {
            out.append((char) Integer.parseInt(text, from + 1, from + 5, 16));
            return from + 5;
          } catch (NumberFormatException e) {
            out.append(c);
          }
        }
      }
      default -> out.append(c);
    }
    return from + 1;
  }

  private boolean malformed(String reason) {
    if (strict) {
      fault = "logfmt syntax error at pos " + (at + 1) + " : " + reason;
      return false;
    }
    while (at < text.length() && text.charAt(at) > ' ') {
      at++;
    }
    return false;
  }
}
