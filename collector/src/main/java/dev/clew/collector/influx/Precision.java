package dev.clew.collector.influx;

import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;

/** What the times of a request count. */
enum Precision {
  /** Not said: known by the size of the number, which is unambiguous from 1973 to 5138. */
  AUTO,
  NANOS,
  MICROS,
  MILLIS,
  SECONDS,
  MINUTES,
  HOURS;

  static Precision parse(String text) {
    return switch (text) {
      case "" -> AUTO;
      case "ns", "n" -> NANOS;
      case "us", "u", "µ", "µs" -> MICROS;
      case "ms" -> MILLIS;
      case "s" -> SECONDS;
      case "m" -> MINUTES;
      case "h" -> HOURS;
      default ->
          throw new RefusedException(
              Refusal.Kind.MALFORMED,
              "precision: " + text + " (expected: ns, us, ms, s, m or h)",
              "Leave it out to have it found out.");
    };
  }

  /** Milliseconds since the Unix epoch; what does not fit becomes the greatest or least time. */
  long millis(long time) {
    return switch (this) {
      case NANOS -> Math.floorDiv(time, 1_000_000L);
      case MICROS -> Math.floorDiv(time, 1_000L);
      case MILLIS -> time;
      case SECONDS -> times(time, 1_000L);
      case MINUTES -> times(time, 60_000L);
      case HOURS -> times(time, 3_600_000L);
      case AUTO -> guess(time).millis(time);
    };
  }

  private static Precision guess(long time) {
    if (time >= 100_000_000_000_000_000L) {
      return NANOS;
    }
    if (time >= 100_000_000_000_000L) {
      return MICROS;
    }
    return time >= 100_000_000_000L ? MILLIS : SECONDS;
  }

  private static long times(long time, long millis) {
    long limit = Long.MAX_VALUE / millis;
    return Math.clamp(time, -limit, limit) * millis;
  }
}
