package dev.clew.collector.scrape.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in Prometheus' notation: {@code 1h30m}, {@code 500ms}, {@code 0}. */
public final class PrometheusDuration {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(\\d+)y)?(?:(\\d+)w)?(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");
  private static final long[] MILLIS = {
    365 * 86_400_000L, 7 * 86_400_000L, 86_400_000L, 3_600_000L, 60_000L, 1000L, 1L
  };
  private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};

  private PrometheusDuration() {}

  /**
   * @throws IllegalArgumentException when it is none, or longer than 292 years
   */
  public static Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher matcher = FORM.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" (expected: a duration such as 15s, 1m30s or 500ms)");
    }
    try {
      long millis = 0;
      for (int i = 0; i < MILLIS.length; i++) {
        String count = matcher.group(i + 1);
        if (count != null) {
          millis = Math.addExact(millis, Math.multiplyExact(Long.parseLong(count), MILLIS[i]));
        }
      }
      Math.multiplyExact(millis, 1_000_000L);
      return Duration.ofMillis(millis);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" (expected: at most 292y)", e);
    }
  }

  /** The shortest text that reads as the same duration, in whole milliseconds. */
  public static String format(Duration duration) {
    long left = duration.toMillis();
    if (left == 0) {
      return "0s";
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < MILLIS.length; i++) {
      // Years and weeks only when nothing is left over, as Prometheus does.
      boolean whole = i < 2;
      if (left >= MILLIS[i] && (!whole || left % MILLIS[i] == 0)) {
        out.append(left / MILLIS[i]).append(UNITS[i]);
        left %= MILLIS[i];
      }
    }
    return out.toString();
  }
}
