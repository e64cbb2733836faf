package dev.clew.model;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Floating-point numbers as everybody else writes them in JSON and in labels: OpenTelemetry's
 * Collector, Go, browsers. {@code 2}, {@code 1000000}, {@code 12345678.9}; with an exponent below
 * 1e-6 and from 1e21 on: {@code 1e-7}, {@code 1e+21}. Java's own {@code 2.0} and {@code
 * 1.23456789E7} are refused by readers that expect an integer or know no exponent.
 */
public final class NumberText {
  private static final MathContext ONE_DIGIT = new MathContext(1);

  private NumberText() {}

  /** The shortest text that reads back as this number; {@code NaN}, {@code +Inf}, {@code -Inf}. */
  public static String of(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    }
    double magnitude = Math.abs(value);
    if (magnitude == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    if (magnitude < 1e15 && value == Math.rint(value)) {
      return Long.toString((long) value);
    }
    if (magnitude >= 1e-3 && magnitude < 1e7) {
      return Double.toString(value); // here it has a fraction, and no exponent
    }
    BigDecimal digits = shortest(value);
    return magnitude < 1e-6 || magnitude >= 1e21 ? exponential(digits) : digits.toPlainString();
  }

  /**
   * The fewest digits that read back as a finite number. Java never writes less than two, where the
   * smallest of all numbers need but one.
   */
  public static BigDecimal shortest(double value) {
    BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    BigDecimal one = digits.precision() == 2 ? digits.round(ONE_DIGIT) : digits;
    return one.doubleValue() == value ? one.stripTrailingZeros() : digits;
  }

  private static String exponential(BigDecimal value) {
    String digits = value.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - value.scale();
    StringBuilder out = new StringBuilder(value.signum() < 0 ? "-" : "").append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
    return out.append('e').append(exponent < 0 ? "" : "+").append(exponent).toString();
  }
}
