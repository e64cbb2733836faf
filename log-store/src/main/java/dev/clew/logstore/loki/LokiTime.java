package dev.clew.logstore.loki;

import dev.clew.model.TimeRange;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Instants and durations as clients of Loki write them. */
final class LokiTime {
  private static final Pattern PART =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ns|us|µs|ms|s|m|h|d|w|y)");

  private LokiTime() {}

  /**
   * Nanoseconds since the Unix epoch; up to ten digits are seconds, more are nanoseconds, with a
   * point they are seconds; else RFC 3339.
   *
   * @throws LokiException when it is none of these
   */
  static long instant(String name, String text) {
    try {
      if (text.matches("-?[0-9]+")) {
        long number = Long.parseLong(text);
        return text.length() <= 10 ? Math.multiplyExact(number, 1_000_000_000L) : number;
      }
      if (text.matches("-?[0-9]+\\.[0-9]*([eE][+-]?[0-9]{1,2})?")) {
        return new BigDecimal(text).movePointRight(9).toBigInteger().longValueExact();
      }
      return TimeRange.nanosOf(OffsetDateTime.parse(text).toInstant());
    } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
      throw LokiException.badRequest(
          name
              + ": \""
              + text
              + "\" (expected: nanoseconds or seconds since the Unix epoch, or RFC 3339)");
    }
  }

  /**
   * Nanoseconds of a number of seconds, or of a duration such as {@code 1h30m}.
   *
   * @throws LokiException when it is neither, or negative
   */
  static long duration(String name, String text) {
    try {
      if (text.matches("[0-9]+(\\.[0-9]*)?")) {
        return new BigDecimal(text).movePointRight(9).toBigInteger().longValueExact();
      }
      Matcher part = PART.matcher(text);
      BigDecimal nanos = BigDecimal.ZERO;
      int end = 0;
      while (part.find() && part.start() == end) {
        nanos = nanos.add(new BigDecimal(part.group(1)).multiply(unit(part.group(2))));
        end = part.end();
      }
      if (end > 0 && end == text.length()) {
        return nanos.toBigInteger().longValueExact();
      }
    } catch (ArithmeticException e) {
      // Said below.
    }
    throw LokiException.badRequest(
        name + ": \"" + text + "\" (expected: seconds, or a duration such as 5m)");
  }

  private static BigDecimal unit(String name) {
    return BigDecimal.valueOf(
        switch (name) {
          case "ns" -> 1L;
          case "us", "µs" -> 1_000L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          case "d" -> 86_400_000_000_000L;
          case "w" -> 7 * 86_400_000_000_000L;
          default -> 365 * 86_400_000_000_000L;
        });
  }
}
