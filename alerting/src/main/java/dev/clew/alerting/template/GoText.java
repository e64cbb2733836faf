package dev.clew.alerting.template;

/** Go's string literals: escapes read and written. */
final class GoText {
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
        out.appendCodePoint(hexadecimal(literal, i, digits, offset));
        i += digits;
      } else {
        out.append(single(escape, offset + i - 2));
      }
    }
    return out.toString();
  }

  private static int hexadecimal(String literal, int start, int digits, int offset) {
    try {
      return Integer.parseInt(literal.substring(start, start + digits), 16);
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new TemplateException("invalid syntax in string escape", offset + start - 2);
    }
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

  /** The text as a double-quoted Go literal, as {@code %q} prints it. */
  static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7f) {
            out.append(String.format("\\x%02x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
