package dev.clew.collector.scrape.exposition;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Numbers as Go reads and writes them. */
final class FloatText {
  /** The powers of ten that a double holds exactly. */
  private static final double[] POWERS = new double[23];

  /** Digits that surely fit a long. */
  private static final int MAX_DIGITS = 18;

  private static final long EXACT = 1L << 53;

  static {
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = Double.parseDouble("1e" + i);
    }
  }

  private FloatText() {}

  /**
   * Reads a decimal number, {@code Inf} or {@code NaN}.
   *
   * @throws NumberFormatException when it is none of them or too large for a double
   */
  static double parse(byte[] in, int from, int to) {
    int i = from;
    boolean negative = i < to && in[i] == '-';
    if (i < to && (in[i] == '-' || in[i] == '+')) {
      i++;
    }
    if (i < to && in[i] > '9') {
      return special(in, from, to);
    }
    long mantissa = 0;
    int digits = 0;
    int exponent = 0;
    boolean any = false;
    boolean cut = false;
    boolean fraction = false;
    for (; i < to; i++) {
      byte c = in[i];
      if (c == '.' && !fraction) {
        fraction = true;
      } else if (c >= '0' && c <= '9') {
        any = true;
        if (digits < MAX_DIGITS) {
          mantissa = mantissa * 10 + (c - '0');
          digits += mantissa == 0 ? 0 : 1;
          exponent -= fraction ? 1 : 0;
        } else {
          cut |= c != '0';
          exponent += fraction ? 0 : 1;
        }
      } else {
        break;
      }
    }
    if (!any) {
      throw new NumberFormatException();
    }
    if (i < to) {
      exponent += exponent(in, i, to);
    }
    return cut ? slow(in, from, to) : scaled(in, from, to, negative, mantissa, exponent);
  }

  private static double scaled(
      byte[] in, int from, int to, boolean negative, long mantissa, int exponent) {
    double value;
    if (mantissa == 0 || exponent == 0) {
      value = mantissa;
    } else if (mantissa <= EXACT && Math.abs(exponent) < POWERS.length) {
      // Both are exact, so one operation rounds once (Clinger, "How to read floating point").
      value = exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
    } else {
      return slow(in, from, to);
    }
    return negative ? -value : value;
  }

  private static int exponent(byte[] in, int at, int to) {
    if (in[at] != 'e' && in[at] != 'E') {
      throw new NumberFormatException();
    }
    int i = at + 1;
    boolean negative = i < to && in[i] == '-';
    if (i < to && (in[i] == '-' || in[i] == '+')) {
      i++;
    }
    if (i == to) {
      throw new NumberFormatException();
    }
    int exponent = 0;
    for (; i < to; i++) {
      if (in[i] < '0' || in[i] > '9') {
        throw new NumberFormatException();
      }
      exponent = Math.min(100_000, exponent * 10 + (in[i] - '0'));
    }
    return negative ? -exponent : exponent;
  }

  private static double slow(byte[] in, int from, int to) {
    double value = Double.parseDouble(new String(in, from, to - from, StandardCharsets.ISO_8859_1));
    if (Double.isInfinite(value)) {
      throw new NumberFormatException();
    }
    return value;
  }

  private static double special(byte[] in, int from, int to) {
    String text =
        new String(in, from, to - from, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    return switch (text) {
      case "nan" -> Exposition.NORMAL_NAN;
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw new NumberFormatException();
    };
  }

  /**
   * The one spelling of a bucket bound or quantile: {@code 1} and {@code 1.0} must not become two
   * series when a target changes its format. It is that of OpenMetrics.
   *
   * @return the text itself when it is no number
   */
  static String canonical(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      return format(parse(bytes, 0, bytes.length));
    } catch (NumberFormatException e) {
      return text;
    }
  }

  /** As Go's shortest {@code 'g'}, with a fraction added to whole numbers. */
  static String format(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    } else if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    } else if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal decimal = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
    String digits = decimal.unscaledValue().toString();
    int point = digits.length() - decimal.scale(); // digits before the decimal point
    StringBuilder out = new StringBuilder(value < 0 ? "-" : "");
    if (point - 1 < -4 || point - 1 >= 6) {
      out.append(digits.charAt(0));
      if (digits.length() > 1) {
        out.append('.').append(digits, 1, digits.length());
      }
      int exponent = point - 1;
      out.append('e').append(exponent < 0 ? '-' : '+');
      return out.append(Math.abs(exponent) < 10 ? "0" : "").append(Math.abs(exponent)).toString();
    } else if (point <= 0) {
      return out.append("0.").append("0".repeat(-point)).append(digits).toString();
    } else if (point >= digits.length()) {
      return out.append(digits).append("0".repeat(point - digits.length())).append(".0").toString();
    }
    return out.append(digits, 0, point)
        .append('.')
        .append(digits, point, digits.length())
        .toString();
  }
}
