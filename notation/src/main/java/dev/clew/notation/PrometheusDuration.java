package dev.clew.notation;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in Prometheus' notation: {@code 1h30m}, {@code 500ms}, {@code 0}. */
public final class PrometheusDuration {
  private static final Pattern SYNTAX =
      Pattern.compile(
          "^(?:(?:([0-9]+)y)?(?:([0-9]+)w)?(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?"
              + "(?:([0-9]+)ms)?|0)$");
  private static final long[] UNIT_MILLIS = {
    31_536_000_000L, 604_800_000L, 86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L
  };
  private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};

  /** Go keeps durations in nanoseconds, which end here: 292 years. */
  private static final long MAX_MILLIS = Long.MAX_VALUE / 1_000_000;

  private PrometheusDuration() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException with Prometheus' wording when it is none, or too long
   */
  public static Duration parse(String text) {
    return Duration.ofMillis(parseMillis(text));
  }

  /** As {@link #parse}, in milliseconds. */
  public static long parseMillis(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("empty duration string");
    }
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a valid duration string: " + GoQuotes.quote(text));
    }
    long millis = 0;
    try {
      for (int unit = 0; unit < UNIT_MILLIS.length; unit++) {
        String digits = matcher.group(unit + 1);
        if (digits != null) {
          long part = Math.multiplyExact(Long.parseLong(digits), UNIT_MILLIS[unit]);
          millis = Math.addExact(millis, part);
        }
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("duration out of range", e);
    }
    if (millis > MAX_MILLIS) {
      throw new IllegalArgumentException("duration out of range");
    }
    return millis;
  }

  /** The shortest text that reads as the same duration, in whole milliseconds. */
  public static String format(Duration duration) {
    return format(duration.toMillis());
  }

  /** As {@link #format(Duration)}; years and weeks only when nothing smaller is left over. */
  public static String format(long millis) {
    if (millis == 0) {
      return "0s";
    }
    StringBuilder out = new StringBuilder(millis < 0 ? "-" : "");
    long rest = Math.abs(millis);
    for (int unit = 0; unit < UNIT_MILLIS.length; unit++) {
      boolean onlyExact = unit < 2;
      if (rest == 0 || (onlyExact && rest % UNIT_MILLIS[unit] != 0)) {
        continue;
      }
      long count = rest / UNIT_MILLIS[unit];
      if (count > 0) {
        out.append(count).append(UNITS[unit]);
        rest -= count * UNIT_MILLIS[unit];
      }
    }
    return out.toString();
  }
}
