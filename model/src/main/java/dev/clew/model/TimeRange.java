package dev.clew.model;

import java.time.Instant;

/**
 * A span of time in nanoseconds since the Unix epoch.
 *
 * @param startNanos first instant, inclusive
 * @param endNanos last instant, exclusive
 */
public record TimeRange(long startNanos, long endNanos) {
  /** Everything that can be represented. */
  public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

  public TimeRange {
    if (startNanos > endNanos) {
      throw new IllegalArgumentException(
          "start: " + startNanos + " (expected: <= end " + endNanos + ")");
    }
  }

  public static TimeRange ofMillis(long startMillis, long endMillis) {
    return new TimeRange(
        Math.multiplyExact(startMillis, 1_000_000L), Math.multiplyExact(endMillis, 1_000_000L));
  }

  public boolean contains(long nanos) {
    return nanos >= startNanos && nanos < endNanos;
  }

  /** Whether any instant of {@code [minNanos, maxNanos]} (both inclusive) is in this range. */
  public boolean overlaps(long minNanos, long maxNanos) {
    return maxNanos >= startNanos && minNanos < endNanos;
  }

  public static long nanosOf(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  public static Instant instantOf(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }
}
