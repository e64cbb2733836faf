package dev.clew.metricsstore.promql.parse;

import dev.clew.metricsstore.promql.notation.RawText;
import dev.clew.notation.PrometheusDuration;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads numbers, durations and strings as PromQL writes them. */
public final class Literals {
  /** Digits may be grouped with single underscores. */
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:\\d+(?:_\\d+)*+\\.?(?:\\d+(?:_\\d+)*+)?|\\.\\d+)(?:[eE][+-]?\\d+)?");

  private static final Pattern HEXADECIMAL =
      Pattern.compile("[+-]?0[xX]_?[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*+");
  private static final Pattern DURATION =
      Pattern.compile("(?:\\d+y)?(?:\\d+w)?(?:\\d+d)?(?:\\d+h)?(?:\\d+m)?(?:\\d+s)?(?:\\d+ms)?");

  private Literals() {}

  static boolean isNumber(String text) {
    return DECIMAL.matcher(text).matches() || HEXADECIMAL.matcher(text).matches();
  }

  static boolean isDuration(String text) {
    return !text.isEmpty() && DURATION.matcher(text).matches();
  }

  /** A number, {@code Inf}, {@code NaN} or hexadecimal, with an optional sign. */
  public static double number(String text) {
    String digits = text.replace("_", "").toLowerCase(Locale.ROOT);
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    double value =
        switch (digits) {
          case "inf", "infinity" -> Double.POSITIVE_INFINITY;
          case "nan" -> Double.NaN;
          default -> finite(digits);
        };
    return negative ? -value : value;
  }

  private static double finite(String digits) {
    if (digits.startsWith("0x")) {
      return Long.parseLong(digits, 2, digits.length(), 16);
    }
    boolean octal = digits.length() > 1 && digits.startsWith("0") && digits.matches("[0-7]+");
    if (octal) {
      return Long.parseLong(digits, 8);
    }
    if (!isNumber(digits)) {
      throw new NumberFormatException("not a number: " + digits);
    }
    return Double.parseDouble(digits);
  }

  static double durationSeconds(String text) {
    return PrometheusDuration.parseMillis(text) / 1000.0;
  }

  /**
   * The content of a string in double, single or back quotes.
   *
   * @throws IllegalArgumentException when an escape is wrong
   */
  public static String unquote(String text) {
    char quote = text.charAt(0);
    String body = text.substring(1, text.length() - 1);
    if (quote == '`') {
      return body;
    }
    if (body.indexOf('\\') < 0) {
      return body;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length());
    int at = 0;
    while (at < body.length()) {
      int slash = body.indexOf('\\', at);
      if (slash < 0) {
        slash = body.length();
      }
      out.writeBytes(body.substring(at, slash).getBytes(StandardCharsets.UTF_8));
      at = slash < body.length() ? escape(body, slash, quote, out) : slash;
    }
    return RawText.of(out.toByteArray());
  }

  /** Appends what the escape at {@code slash} stands for and returns the offset behind it. */
  private static int escape(String body, int slash, char quote, ByteArrayOutputStream out) {
    if (slash + 1 >= body.length()) {
      throw new IllegalArgumentException("invalid syntax");
    }
    char c = body.charAt(slash + 1);
    int plain = "abfnrtv\\".indexOf(c);
    if (plain >= 0) {
      out.write("\u0007\b\f\n\r\t\u000b\\".charAt(plain));
      return slash + 2;
    }
    if (c == '"' || c == '\'') {
      if (c != quote) {
        throw new IllegalArgumentException("invalid syntax");
      }
      out.write(c);
      return slash + 2;
    }
    return switch (c) {
      case 'x' -> number(body, slash + 2, 2, 16, out);
      case 'u' -> number(body, slash + 2, 4, 16, out);
      case 'U' -> number(body, slash + 2, 8, 16, out);
      default -> number(body, slash + 1, 3, 8, out);
    };
  }

  private static int number(
      String body, int start, int digits, int radix, ByteArrayOutputStream out) {
    try {
      int value = Integer.parseInt(body, start, start + digits, radix);
      boolean isByte = digits < 4;
      if (isByte && value < 256) {
        out.write(value);
      } else {
        out.writeBytes(Character.toString(value).getBytes(StandardCharsets.UTF_8));
      }
      return start + digits;
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("invalid syntax", e);
    }
  }
}
