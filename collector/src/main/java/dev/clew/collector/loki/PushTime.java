package dev.clew.collector.loki;

import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;

/** Instants as Loki's clients write them. */
final class PushTime {
  private PushTime() {}

  /**
   * @throws RefusedException beyond the years 1970 to 2262
   */
  static long nanos(long seconds, long nanos) {
    if (seconds < 0
        || seconds >= Long.MAX_VALUE / 1_000_000_000L
        || nanos < 0
        || nanos > 999_999_999L) {
      throw malformed(seconds + " s " + nanos + " ns");
    }
    return seconds * 1_000_000_000L + nanos;
  }

  /** Nanoseconds since the Unix epoch, as decimal text. */
  static long ofNanos(String text) {
    try {
      long nanos = Long.parseLong(text);
      if (nanos >= 0) {
        return nanos;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw malformed(text);
  }

  /** RFC 3339, in the JSON of Loki's first version. */
  static long ofRfc3339(String text) {
    try {
      OffsetDateTime time = OffsetDateTime.parse(text);
      return nanos(time.toEpochSecond(), time.getNano());
    } catch (DateTimeException e) {
      throw malformed(text);
    }
  }

  private static RefusedException malformed(String text) {
    return new RefusedException(
        Refusal.Kind.MALFORMED,
        "time \"" + Shortened.of(text) + "\" is not an instant between 1970 and 2262",
        "Send nanoseconds since the Unix epoch, in JSON as a string.");
  }
}
