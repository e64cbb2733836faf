package dev.clew.notation.template;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Go's string literals, and texts made fit for other places. */
public final class GoText {
  private GoText() {}

  /**
   * Replaces the escapes of a Go string or character literal.
   *
   * @param offset where the literal begins in the template, for errors
   */
  static String unescape(String literal, int offset) {
    if (literal.indexOf('\\') < 0) {
      return literal;
    }
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < literal.length()) {
      char c = literal.charAt(i++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escape = literal.charAt(i++);
      int digits = escape == 'x' ? 2 : escape == 'u' ? 4 : escape == 'U' ? 8 : 0;
      if (digits > 0) {
        out.appendCodePoint(code(literal, i, digits, 16, offset));
        i += digits;
      } else if (escape >= '0' && escape <= '7') {
        out.appendCodePoint(code(literal, i - 1, 3, 8, offset));
        i += 2;
      } else {
        out.append(single(escape, offset + i - 2));
      }
    }
    return out.toString();
  }

  private static int code(String literal, int start, int digits, int radix, int offset) {
    int code = -1;
    if (start + digits <= literal.length()) {
      String number = literal.substring(start, start + digits);
      if (number.chars().allMatch(c -> Character.digit(c, radix) >= 0)) {
        code = Integer.parseUnsignedInt(number, radix);
      }
    }
    if (!Character.isValidCodePoint(code)) {
      throw new TemplateException("invalid syntax in string escape", offset + start - 2);
    }
    return code;
  }

  private static char single(char escape, int position) {
    return switch (escape) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'a' -> '\u0007';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'v' -> '\u000b';
      case '\\', '"', '\'' -> escape;
      default -> throw new TemplateException("invalid syntax in string escape", position);
    };
  }

  /** {@code url.QueryEscape}. */
  public static String queryEscape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A").replace("%7E", "~");
  }

  /** {@code strings.Title}: the first letter of each word. */
  public static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean begins = true;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      out.appendCodePoint(begins ? Character.toTitleCase(c) : c);
      begins = isSeparator(c);
      i += Character.charCount(c);
    }
    return out.toString();
  }

  private static boolean isSeparator(int c) {
    if (Character.isLetterOrDigit(c) || c == '_') {
      return false;
    }
    return c <= 0x7F || Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  static String html(String text) {
    return text.replace("\0", "\uFFFD")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&#34;")
        .replace("'", "&#39;");
  }

  /** What may stand in quotes in a program, also inside of a page. */
  static String javascript(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          if (c == '\\' || c == '\'' || c == '"') {
            out.append('\\').append((char) c);
          } else if (c < ' ' || "<>&=".indexOf(c) >= 0 || !isPrinted(c)) {
            out.append(String.format("\\u%04X", c));
          } else {
            out.appendCodePoint(c);
          }
        });
    return out.toString();
  }

  private static boolean isPrinted(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
