package dev.clew.collector.loki;

import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the labels of a stream as text: {@code {app="shop", pod="shop-1"}}. */
final class LabelText {
  /** Far longer than Loki takes: 15 labels of at most 3 KiB. */
  static final int LONGEST = 256 << 10;

  private final String text;
  private int position;

  private LabelText(String text) {
    this.text = text;
  }

  /**
   * @throws RefusedException when the text is anything else; the message says where
   */
  static Map<String, String> parse(String text) {
    if (text.length() > LONGEST) {
      throw new RefusedException(
          Refusal.Kind.MALFORMED,
          "the labels of a stream are longer than " + LONGEST + " bytes",
          "Send what differs from line to line as structured metadata.");
    }
    LabelText reader = new LabelText(text);
    Map<String, String> labels = new LinkedHashMap<>();
    reader.expect('{');
    while (!reader.accept('}')) {
      String name = reader.name();
      reader.expect('=');
      labels.put(name, reader.value());
      if (!reader.accept(',')) {
        reader.expect('}');
        break;
      }
    }
    reader.space();
    if (reader.position < text.length()) {
      throw reader.malformed("the end");
    }
    return labels;
  }

  private void space() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
  }

  private boolean accept(char c) {
    space();
    if (position < text.length() && text.charAt(position) == c) {
      position++;
      return true;
    }
    return false;
  }

  private void expect(char c) {
    if (!accept(c)) {
      throw malformed("'" + c + "'");
    }
  }

  private String name() {
    space();
    if (position < text.length() && text.charAt(position) == '"') {
      return value();
    }
    int from = position;
    while (position < text.length() && isName(text.charAt(position))) {
      position++;
    }
    if (position == from) {
      throw malformed("a label name");
    }
    return text.substring(from, position);
  }

  private static boolean isName(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == ':'
        || c == '.';
  }

  /** A quoted text with the escapes of Go, or one between backquotes. */
  private String value() {
    space();
    if (position >= text.length()
        || (text.charAt(position) != '"' && text.charAt(position) != '`')) {
      throw malformed("a quoted value");
    }
    char quote = text.charAt(position++);
    StringBuilder value = new StringBuilder();
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == quote) {
        return value.toString();
      }
      if (c == '\\' && quote == '"') {
        escape(value);
      } else {
        value.append(c);
      }
    }
    throw malformed("the end of the quoted value");
  }

  private void escape(StringBuilder value) {
    char c = position < text.length() ? text.charAt(position++) : 0;
    switch (c) {
      case 'a' -> value.append('\u0007');
      case 'b' -> value.append('\b');
      case 'f' -> value.append('\f');
      case 'n' -> value.append('\n');
      case 'r' -> value.append('\r');
      case 't' -> value.append('\t');
      case 'v' -> value.append('\u000b');
      case '\\', '"', '\'' -> value.append(c);
      case 'x' -> value.append((char) digits(2));
      case 'u' -> value.append((char) digits(4));
      case 'U' -> value.appendCodePoint(digits(8));
      default -> throw malformed("an escape such as \\n or \\\"");
    }
  }

  private int digits(int count) {
    int end = position + count;
    try {
      if (end <= text.length()) {
        int code = Integer.parseUnsignedInt(text, position, end, 16);
        if (Character.isValidCodePoint(code)) {
          position = end;
          return code;
        }
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw malformed(count + " hexadecimal digits");
  }

  private RefusedException malformed(String expected) {
    return new RefusedException(
        Refusal.Kind.MALFORMED,
        "labels \"" + Shortened.of(text) + "\": expected " + expected + " at " + position,
        "Labels are written as {app=\"shop\", pod=\"shop-1\"}.");
  }
}
