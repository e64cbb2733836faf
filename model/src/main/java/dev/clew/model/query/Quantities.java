package dev.clew.model.query;

import java.util.Locale;

/** Numbers, durations and sizes as people type them. */
final class Quantities {
  private Quantities() {}

  /**
   * The value of {@code 3}, {@code -2.5e3}, {@code 500ms} or {@code 1h30m} (durations in
   * nanoseconds), {@code 10MB} or {@code 1.5GiB} (in bytes), or NaN when the text is none of them.
   */
  static double parse(String text) {
    int end = numberEnd(text, 0);
    if (end == 0) {
      return Double.NaN;
    }
    if (end == text.length()) {
      return number(text);
    }
    double size = bytesOf(text.substring(end));
    return Double.isNaN(size) ? duration(text) : number(text.substring(0, end)) * size;
  }

  /** Whether it is a number with units of time. */
  static boolean isDuration(String text) {
    return numberEnd(text, 0) < text.length() && !Double.isNaN(duration(text));
  }

  private static double bytesOf(String unit) {
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "b" -> 1;
      case "kb" -> 1e3;
      case "mb" -> 1e6;
      case "gb" -> 1e9;
      case "tb" -> 1e12;
      case "kib" -> 1 << 10;
      case "mib" -> 1 << 20;
      case "gib" -> 1 << 30;
      case "tib" -> 1L << 40;
      default -> Double.NaN;
    };
  }

  private static double duration(String text) {
    double sum = 0;
    int at = 0;
    while (at < text.length()) {
      int end = numberEnd(text, at);
      int unitEnd = end;
      while (unitEnd < text.length() && !isNumberPart(text, unitEnd)) {
        unitEnd++;
      }
      double factor = nanosOf(text.substring(end, unitEnd));
      if (end == at || Double.isNaN(factor)) {
        return Double.NaN;
      }
      sum += number(text.substring(at, end)) * factor;
      at = unitEnd;
    }
    return sum;
  }

  private static double nanosOf(String unit) {
    return switch (unit) {
      case "ns" -> 1;
      case "us", "µs", "μs" -> 1e3;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m", "min" -> 60e9;
      case "h" -> 3600e9;
      case "d" -> 86400e9;
      default -> Double.NaN;
    };
  }

  private static int numberEnd(String text, int from) {
    int end = from;
    while (end < text.length() && isNumberPart(text, end)) {
      end++;
    }
    return end;
  }

  private static boolean isNumberPart(String text, int at) {
    char c = text.charAt(at);
    if ((c >= '0' && c <= '9') || c == '.' || (c == '-' && at == 0)) {
      return true;
    }
    boolean exponentSign = (c == '-' || c == '+') && at > 0 && isE(text.charAt(at - 1));
    boolean exponent =
        isE(c)
            && at > 0
            && at + 1 < text.length()
            && "0123456789+-".indexOf(text.charAt(at + 1)) >= 0;
    return exponentSign || exponent;
  }

  private static boolean isE(char c) {
    return c == 'e' || c == 'E';
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
