package dev.clew.model.otlp;

import java.time.Instant;

/**
 * Which times of records a store keeps, at this moment.
 *
 * @param oldestNanos the earliest time, in nanoseconds since the Unix epoch
 * @param newestNanos the latest time
 * @param oldestRemedy what to do about a record that is older, a whole sentence
 * @param newestRemedy what to do about one that is later
 */
public record TimeLimits(
    long oldestNanos, long newestNanos, String oldestRemedy, String newestRemedy) {
  public static final TimeLimits NONE = new TimeLimits(Long.MIN_VALUE, Long.MAX_VALUE, "", "");

  /** Whether a record of this time is kept. */
  public boolean admits(long nanos) {
    return nanos >= oldestNanos && nanos <= newestNanos;
  }

  /**
   * Why one is not.
   *
   * @param what it is, such as {@code a span}
   */
  public String reason(String what, long nanos) {
    Instant time = Instant.ofEpochSecond(0, nanos);
    return nanos < oldestNanos
        ? what
            + " of "
            + time
            + " is older than what is kept (from "
            + seconds(oldestNanos)
            + " on)"
        : what
            + " of "
            + time
            + " lies too far in the future (taken until "
            + seconds(newestNanos)
            + ")";
  }

  public String remedy(long nanos) {
    return nanos < oldestNanos ? oldestRemedy : newestRemedy;
  }

  private static Instant seconds(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L));
  }
}
