package dev.clew.model.query;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Instants as people type them: RFC 3339 ({@code 2026-11-21T10:00:00Z}; without an offset it is
 * UTC, and a date alone is its midnight), or relative to the present ({@code now}, {@code now-5m},
 * {@code now-1d12h}). The present is that of the query's run, not of its reading: a saved search
 * moves on.
 */
public final class TimeText {
  /** What an instant may be, for error messages. */
  public static final String EXPECTED = "a time such as 2026-11-21T10:00:00Z or now-5m";

  private TimeText() {}

  /** Whether the name means the time of the row itself in a comparison with an instant. */
  public static boolean isTime(String field) {
    return switch (field.toLowerCase(Locale.ROOT)) {
      case "time", "timestamp", "_time", "@timestamp" -> true;
      default -> false;
    };
  }

  public static boolean isValid(String text) {
    return nanos(text, 0).isPresent();
  }

  /** Nanoseconds since the Unix epoch, or empty when the text is no instant. */
  public static OptionalLong nanos(String text, long nowNanos) {
    if (text.startsWith("now")) {
      return relative(text.substring(3), nowNanos);
    }
    if (text.length() < 10 || text.charAt(0) < '0' || text.charAt(0) > '9') {
      return OptionalLong.empty();
    }
    try {
      Instant instant = instant(text);
      return OptionalLong.of(
          Math.addExact(
              Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano()));
    } catch (DateTimeException | ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  private static Instant instant(String text) {
    if (text.length() == 10) {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    String iso = text.charAt(10) == ' ' ? text.substring(0, 10) + 'T' + text.substring(11) : text;
    boolean offset = iso.endsWith("Z") || iso.indexOf('+', 11) > 0 || iso.indexOf('-', 11) > 0;
    return offset
        ? OffsetDateTime.parse(iso).toInstant()
        : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
  }

  private static OptionalLong relative(String offset, long nowNanos) {
    if (offset.isEmpty()) {
      return OptionalLong.of(nowNanos);
    }
    char sign = offset.charAt(0);
    String amount = offset.substring(1);
    boolean unit = amount.chars().anyMatch(Character::isLetter);
    double nanos = unit && Quantities.isDuration(amount) ? Quantities.parse(amount) : Double.NaN;
    if ((sign != '-' && sign != '+') || Double.isNaN(nanos) || nanos < 0 || nanos > 4e18) {
      return OptionalLong.empty();
    }
    long moved = sign == '-' ? nowNanos - (long) nanos : nowNanos + (long) nanos;
    boolean overflow = sign == '-' ? moved > nowNanos : moved < nowNanos;
    return overflow ? OptionalLong.empty() : OptionalLong.of(moved);
  }
}
