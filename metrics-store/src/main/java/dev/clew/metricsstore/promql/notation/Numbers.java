package dev.clew.metricsstore.promql.notation;

import dev.clew.model.NumberText;
import java.math.BigDecimal;
import java.math.MathContext;

/** Floating-point numbers as Go's {@code strconv} and {@code fmt} write them. */
public final class Numbers {
  private Numbers() {}

  /** {@code strconv.FormatFloat(value, 'f', -1, 64)}: shortest digits, never an exponent. */
  public static String plain(double value) {
    return special(value, shortest(value).toPlainString());
  }

  /**
   * As the HTTP API writes sample values: plain, but with an exponent when the magnitude is below
   * 1e-6 or at least 1e21.
   */
  public static String json(double value) {
    double magnitude = Math.abs(value);
    if (magnitude < 1e15 && (long) value == value && (magnitude != 0 || 1 / value > 0)) {
      return Long.toString((long) value);
    }
    if (magnitude >= 1e-3 && magnitude < 1e7) {
      return Double.toString(value); // in this range the shortest digits, without an exponent
    }
    if (magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21) && Double.isFinite(value)) {
      return exponential(shortest(value));
    }
    return plain(value);
  }

  /** {@code fmt}'s {@code %g} and {@code %v}: an exponent below 1e-4 and from 1e6 on. */
  public static String general(double value) {
    double magnitude = Math.abs(value);
    if (magnitude != 0 && (magnitude < 1e-4 || magnitude >= 1e6) && Double.isFinite(value)) {
      return exponential(shortest(value));
    }
    return plain(value);
  }

  /** {@code fmt}'s <code>%.Ng</code>: so many digits, an exponent when they do not reach. */
  public static String general(double value, int digits) {
    if (!Double.isFinite(value) || value == 0) {
      return plain(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
    int exponent = rounded.precision() - 1 - rounded.scale();
    return exponent < -4 || exponent >= digits ? exponential(rounded) : rounded.toPlainString();
  }

  /** OpenMetrics' notation, in which a whole number still carries {@code .0}. */
  public static String openMetrics(double value) {
    String text = general(value);
    boolean whole = text.chars().allMatch(c -> c == '-' || Character.isDigit(c));
    return whole ? text + ".0" : text;
  }

  private static BigDecimal shortest(double value) {
    return Double.isFinite(value) ? NumberText.shortest(value) : BigDecimal.ZERO;
  }

  private static String special(double value, String digits) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return value == 0 ? (1 / value < 0 ? "-0" : "0") : digits;
  }

  /** Go writes at least two digits of the exponent. */
  private static String exponential(BigDecimal value) {
    String digits = value.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - value.scale();
    StringBuilder out = new StringBuilder(value.signum() < 0 ? "-" : "").append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
    out.append('e').append(exponent < 0 ? '-' : '+');
    int magnitude = Math.abs(exponent);
    return out.append(magnitude < 10 ? "0" : "").append(magnitude).toString();
  }
}
