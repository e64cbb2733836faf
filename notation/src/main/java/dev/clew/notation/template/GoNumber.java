package dev.clew.notation.template;

import dev.clew.notation.GoQuotes;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers read and written as Go's strconv does. */
public final class GoNumber {
  private GoNumber() {}

  /**
   * A number literal of a template: {@code Long} when it is whole, else {@code Double}.
   *
   * @param position where it stands, for errors
   */
  static Object parse(String literal, int position) {
    String digits = literal.replace("_", "").toLowerCase(Locale.ROOT);
    boolean negative = digits.startsWith("-");
    String unsigned = negative || digits.startsWith("+") ? digits.substring(1) : digits;
    try {
      int radix = radix(unsigned);
      if (radix != 10 && unsigned.indexOf('p') < 0) {
        int prefix = Character.isDigit(unsigned.charAt(1)) ? 1 : 2;
        long value = Long.parseLong(unsigned.substring(prefix), radix);
        return negative ? -value : value;
      }
      if (unsigned.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Long.parseLong(negative ? "-" + unsigned : unsigned);
      }
      return Double.parseDouble(digits);
    } catch (NumberFormatException e) {
      throw new TemplateException("bad number syntax: " + GoQuotes.quote(literal), position);
    }
  }

  private static int radix(String unsigned) {
    if (unsigned.length() < 2 || unsigned.charAt(0) != '0') {
      return 10;
    }
    return switch (unsigned.charAt(1)) {
      case 'x' -> 16;
      case 'b' -> 2;
      case 'o' -> 8;
      default -> unsigned.chars().allMatch(Character::isDigit) ? 8 : 10;
    };
  }

  /** {@code strconv.ParseFloat}, with its error. */
  public static double parseFloat(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    String unsigned = lower.startsWith("+") || lower.startsWith("-") ? lower.substring(1) : lower;
    double sign = lower.startsWith("-") ? -1 : 1;
    if (unsigned.equals("inf") || unsigned.equals("infinity")) {
      return sign * Double.POSITIVE_INFINITY;
    }
    if (lower.equals("nan")) {
      return Double.NaN;
    }
    // Java also reads "1d", "1f" and surrounding space, Go does not.
    if (unsigned.isEmpty() || !unsigned.chars().allMatch(c -> "0123456789.e+-".indexOf(c) >= 0)) {
      throw syntax(text);
    }
    try {
      return Double.parseDouble(lower);
    } catch (NumberFormatException e) {
      throw syntax(text);
    }
  }

  private static FunctionException syntax(String text) {
    return new FunctionException(
        "strconv.ParseFloat: parsing " + GoQuotes.quote(text) + ": invalid syntax");
  }

  /** As {@code fmt.Print} shows a float: {@code %v}. */
  public static String text(double value) {
    return format(value, 'g', -1);
  }

  /**
   * {@code strconv.FormatFloat(value, verb, precision, 64)}.
   *
   * @param verb e, f or g
   * @param precision digits behind the point (e, f) or significant (g); -1 for the fewest that give
   *     the same number back
   */
  public static String format(double value, char verb, int precision) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    boolean negative = Double.doubleToRawLongBits(value) < 0;
    String text = positive(Math.abs(value), verb, precision);
    return negative ? "-" + text : text;
  }

  private static String positive(double value, char verb, int precision) {
    boolean shortest = precision < 0;
    // The digits are 0.d1d2d3… times ten to the power of the point.
    BigDecimal exact = shortest ? new BigDecimal(Double.toString(value)) : new BigDecimal(value);
    return switch (verb) {
      case 'f' -> fixed(exact, precision);
      case 'e' ->
          exponential(rounded(exact, shortest ? -1 : precision + 1), shortest ? -1 : precision);
      default -> general(exact, precision);
    };
  }

  private static String fixed(BigDecimal exact, int precision) {
    int places = precision < 0 ? Math.max(0, exact.stripTrailingZeros().scale()) : precision;
    return exact.setScale(places, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String general(BigDecimal exact, int precision) {
    int digits = precision == 0 ? 1 : precision;
    BigDecimal value = rounded(exact, digits).stripTrailingZeros();
    int count = value.signum() == 0 ? 1 : value.precision();
    int exponent = value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
    // Go writes an exponent below -4, and from 6 on for the shortest form, else from the precision.
    int limit = digits < 0 ? 6 : digits;
    if (digits > count && count >= exponent + 1) {
      limit = count;
    }
    if (exponent < -4 || exponent >= limit) {
      return exponential(value, -1);
    }
    return value.setScale(Math.max(0, value.scale()), RoundingMode.UNNECESSARY).toPlainString();
  }

  private static BigDecimal rounded(BigDecimal value, int digits) {
    return digits < 0 || value.signum() == 0
        ? value
        : value.round(new MathContext(digits, RoundingMode.HALF_EVEN));
  }

  /**
   * @param fraction digits behind the point; -1 for as many as there are
   */
  private static String exponential(BigDecimal value, int fraction) {
    BigDecimal stripped = value.stripTrailingZeros();
    boolean zero = value.signum() == 0;
    String digits = zero ? "0" : stripped.unscaledValue().toString();
    int exponent = zero ? 0 : stripped.precision() - stripped.scale() - 1;
    StringBuilder behind = new StringBuilder(digits.substring(1));
    while (behind.length() < fraction) {
      behind.append('0');
    }
    String point = behind.isEmpty() ? "" : "." + behind;
    return digits.charAt(0)
        + point
        + (exponent < 0 ? "e-" : "e+")
        + String.format("%02d", Math.abs(exponent));
  }
}
