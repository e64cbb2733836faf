package dev.clew.collector.prometheus;

import java.nio.charset.StandardCharsets;

/** Reads numbers without a text for each: nearly all have few enough digits to be exact. */
public final class Decimal {
  private static final double[] POWERS = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  /** Longer than any number has to be. */
  private static final int LONGEST = 400;

  private Decimal() {}

  /**
   * A number without its sign; NaN when it is none.
   *
   * @param whole without a point or exponent
   */
  public static double parse(byte[] in, int from, int to, boolean whole) {
    long digits = 0;
    int count = 0;
    int point = -1;
    for (int i = from; i < to; i++) {
      int c = in[i];
      if (c >= '0' && c <= '9') {
        digits = 10 * digits + (c - '0');
        count++;
      } else if (c == '.' && point < 0 && !whole) {
        point = i;
      } else {
        return whole ? Double.NaN : slow(in, from, to);
      }
      if (count > 15) {
        return slow(in, from, to);
      }
    }
    if (count == 0) {
      return Double.NaN;
    }
    // Both are exact, so their quotient is the nearest double.
    return point < 0 ? (double) digits : (double) digits / POWERS[to - point - 1];
  }

  private static double slow(byte[] in, int from, int to) {
    for (int i = from; i < to; i++) {
      int c = in[i];
      boolean digit = c >= '0' && c <= '9';
      if (!digit && c != '.' && c != 'e' && c != 'E' && c != '+' && c != '-') {
        return Double.NaN;
      }
    }
    if (to - from > LONGEST || to <= from || in[from] == '+' || in[from] == '-') {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(new String(in, from, to - from, StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
