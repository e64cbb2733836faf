package dev.clew.logstore.pipeline.template;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Go's {@code printf} with the verbs that make sense for labels. */
final class GoFormat {
  private static final int WIDEST = 10_000;

  private final String format;
  private final List<Object> arguments;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int next;

  // Of the verb that is being read.
  private String flags = "";
  private int width;
  private int precision;

  private GoFormat(String format, List<Object> arguments) {
    this.format = format;
    this.arguments = arguments;
  }

  static String format(String format, List<Object> arguments) {
    return new GoFormat(format, arguments).run();
  }

  private String run() {
    while (at < format.length()) {
      if (out.length() > Execution.LONGEST) {
        throw new TemplateException(Execution.TOO_MUCH);
      }
      char c = format.charAt(at++);
      if (c != '%') {
        out.append(c);
      } else {
        verb();
      }
    }
    if (next < arguments.size()) {
      out.append("%!(EXTRA ");
      for (int i = next; i < arguments.size(); i++) {
        out.append(i > next ? ", " : "")
            .append(kind(arguments.get(i)))
            .append('=')
            .append(Values.print(arguments.get(i)));
      }
      out.append(')');
    }
    return out.toString();
  }

  private void verb() {
    int from = at;
    while (at < format.length() && "-+# 0".indexOf(format.charAt(at)) >= 0) {
      at++;
    }
    flags = format.substring(from, at);
    width = number(0);
    precision = -1;
    if (at < format.length() && format.charAt(at) == '.') {
      at++;
      precision = number(0);
    }
    if (at >= format.length()) {
      out.append("%!(NOVERB)");
      return;
    }
    int verb = format.codePointAt(at);
    at += Character.charCount(verb);
    if (verb == '%') {
      out.append('%');
    } else if (next >= arguments.size()) {
      out.append("%!").appendCodePoint(verb).append("(MISSING)");
    } else {
      pad(formatted((char) verb, arguments.get(next++)));
    }
  }

  private int number(int absent) {
    if (at < format.length() && format.charAt(at) == '*') {
      at++;
      long value = next < arguments.size() ? Values.toWhole(arguments.get(next++)) : absent;
      return Math.clamp(value, 0, WIDEST);
    }
    int value = absent;
    while (at < format.length() && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
      value = Math.min(WIDEST, value * 10 + format.charAt(at++) - '0');
    }
    return value;
  }

  private void pad(String text) {
    int length = text.codePointCount(0, text.length());
    if (length >= width) {
      out.append(text);
    } else if (flags.contains("-")) {
      out.append(text).append(" ".repeat(width - length));
    } else if (flags.contains("0")) {
      boolean signed = text.startsWith("-") || text.startsWith("+");
      out.append(signed ? text.substring(0, 1) : "")
          .append("0".repeat(width - length))
          .append(signed ? text.substring(1) : text);
    } else {
      out.append(" ".repeat(width - length)).append(text);
    }
  }

  private String formatted(char verb, Object value) {
    return switch (verb) {
      case 'v' -> value instanceof String text ? cut(text) : signed(Values.print(value), value);
      case 's' ->
          value instanceof String || !isNumber(value)
              ? cut(Values.print(value))
              : wrong(verb, value);
      case 'q' -> value instanceof String text ? quoted(cut(text)) : wrong(verb, value);
      case 'd' ->
          value instanceof Long number ? signed(number.toString(), value) : wrong(verb, value);
      case 'x', 'X', 'o', 'b' -> based(verb, value);
      case 'f', 'F', 'e', 'E', 'g', 'G' ->
          value instanceof Double number ? signed(real(verb, number), value) : wrong(verb, value);
      case 't' -> value instanceof Boolean ? value.toString() : wrong(verb, value);
      case 'c', 'U' -> code(verb, value);
      case 'T' -> kind(value);
      default -> wrong(verb, value);
    };
  }

  private static boolean isNumber(Object value) {
    return value instanceof Long || value instanceof Double || value instanceof Boolean;
  }

  private String cut(String text) {
    int length = text.codePointCount(0, text.length());
    return precision < 0 || length <= precision
        ? text
        : text.substring(0, text.offsetByCodePoints(0, precision));
  }

  private String signed(String text, Object value) {
    if (!(value instanceof Long || value instanceof Double) || text.startsWith("-")) {
      return text;
    }
    return flags.contains("+") ? "+" + text : flags.contains(" ") ? " " + text : text;
  }

  private String real(char verb, double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Values.real(value);
    }
    int digits = precision < 0 ? 6 : precision;
    return switch (verb) {
      case 'f', 'F' ->
          new BigDecimal(value)
              .setScale(Math.min(digits, 1000), RoundingMode.HALF_EVEN)
              .toPlainString();
      case 'e' -> String.format(Locale.ROOT, "%." + digits + "e", value);
      case 'E' -> String.format(Locale.ROOT, "%." + digits + "E", value);
      default ->
          precision < 0
              ? Values.real(value)
              : Values.real(
                  new BigDecimal(value)
                      .round(new MathContext(Math.max(1, digits), RoundingMode.HALF_EVEN))
                      .doubleValue());
    };
  }

  private String based(char verb, Object value) {
    if (value instanceof Long number) {
      String text = Long.toString(number, verb == 'o' ? 8 : verb == 'b' ? 2 : 16);
      String prefix = flags.contains("#") && (verb == 'x' || verb == 'X') ? "0x" : "";
      return verb == 'X' ? (prefix + text).toUpperCase(Locale.ROOT) : prefix + text;
    }
    if (value instanceof String text && (verb == 'x' || verb == 'X')) {
      HexFormat hex = HexFormat.of();
      hex = verb == 'X' ? hex.withUpperCase() : hex;
      return hex.formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
    return wrong(verb, value);
  }

  private static String code(char verb, Object value) {
    if (!(value instanceof Long number) || !Character.isValidCodePoint(number.intValue())) {
      return wrong(verb, value);
    }
    return verb == 'c'
        ? Character.toString(number.intValue())
        : String.format(Locale.ROOT, "U+%04X", number);
  }

  private static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\t", "\\t")
            .replace("\r", "\\r")
        + '"';
  }

  private static String wrong(char verb, Object value) {
    return "%!" + verb + "(" + kind(value) + "=" + Values.print(value) + ")";
  }

  private static String kind(Object value) {
    return switch (value) {
      case String text -> "string";
      case Long number -> "int";
      case Double number -> "float64";
      case Boolean bool -> "bool";
      case List<?> list -> "[]interface {}";
      case Map<?, ?> map -> "map[string]interface {}";
      default -> "time.Time";
    };
  }
}
