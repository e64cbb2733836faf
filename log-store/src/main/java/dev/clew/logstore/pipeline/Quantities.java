package dev.clew.logstore.pipeline;

import java.util.Locale;
import java.util.Map;

/** Numbers, durations and sizes as they stand in queries and log lines; NaN when they are none. */
public final class Quantities {
  private static final Map<String, Double> NANOS =
      Map.ofEntries(
          Map.entry("ns", 1d),
          Map.entry("us", 1e3),
          Map.entry("µs", 1e3),
          Map.entry("μs", 1e3),
          Map.entry("ms", 1e6),
          Map.entry("s", 1e9),
          Map.entry("m", 60e9),
          Map.entry("h", 3600e9),
          Map.entry("d", 86_400e9),
          Map.entry("w", 604_800e9),
          Map.entry("y", 31_536_000e9));

  private static final String[] POWERS = {"k", "m", "g", "t", "p", "e"};

  private Quantities() {}

  /** {@code -1.5e3}; names of infinity too, in any case. */
  public static double number(String text) {
    int length = text.length();
    if (length == 0 || length > 400) {
      return Double.NaN;
    }
    char last = text.charAt(length - 1);
    boolean digit = last >= '0' && last <= '9';
    // Java reads "1d" and "1f" as numbers.
    if (digit || last == '.') {
      try {
        return Double.parseDouble(text);
      } catch (NumberFormatException e) {
        return Double.NaN;
      }
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> Double.NaN;
    };
  }

  /** {@code 1h30m}, {@code 1.5s}, {@code -20ms} in nanoseconds; {@code 0} needs no unit. */
  public static double durationNanos(String text) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    int at = signed ? 1 : 0;
    if (at == text.length()) {
      return Double.NaN;
    }
    if (text.length() == at + 1 && text.charAt(at) == '0') {
      return 0;
    }
    double sum = 0;
    while (at < text.length()) {
      int unit = at;
      while (unit < text.length() && isNumberPart(text.charAt(unit))) {
        unit++;
      }
      int end = unit;
      while (end < text.length() && !isNumberPart(text.charAt(end))) {
        end++;
      }
      Double nanos = NANOS.get(text.substring(unit, end));
      double number = number(text.substring(at, unit));
      if (nanos == null || Double.isNaN(number)) {
        return Double.NaN;
      }
      sum += number * nanos;
      at = end;
    }
    return text.startsWith("-") ? -sum : sum;
  }

  private static boolean isNumberPart(char c) {
    return (c >= '0' && c <= '9') || c == '.';
  }

  /** {@code 42MB}, {@code 1.5 KiB}, {@code 20} in bytes. */
  public static double bytes(String text) {
    int unit = 0;
    while (unit < text.length() && (isNumberPart(text.charAt(unit)) || text.charAt(unit) == ',')) {
      unit++;
    }
    double number = number(text.substring(0, unit).replace(",", ""));
    String name = text.substring(unit).strip().toLowerCase(Locale.ROOT);
    if (Double.isNaN(number) || name.isEmpty() || name.equals("b")) {
      return number;
    }
    for (int i = 0; i < POWERS.length; i++) {
      String power = POWERS[i];
      if (name.equals(power) || name.equals(power + "b")) {
        return Math.floor(number * Math.pow(1000, i + 1d));
      }
      if (name.equals(power + "i") || name.equals(power + "ib")) {
        return Math.floor(number * Math.pow(1024, i + 1d));
      }
    }
    return Double.NaN;
  }
}
