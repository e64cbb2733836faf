package dev.clew.storage.time;

import dev.clew.model.time.MonotonicTime;
import dev.clew.model.time.MonotonicTime.SinceBoot;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An instant that was believed, and the monotonic clock then: together they tell what time it is
 * without the machine's clock.
 *
 * @param millis since the Unix epoch
 * @param nanos {@link MonotonicTime#nanos} at that instant
 * @param boot {@link MonotonicTime#sinceBoot} at that instant
 * @param isLeast whether an unknown time has passed besides, because the machine was off
 * @param isProven whether it comes from a clock that was steady for a day, or confirmed
 */
record Reference(
    long millis, long nanos, @Nullable SinceBoot boot, boolean isLeast, boolean isProven) {

  static Reference at(long millis, MonotonicTime time, boolean isLeast, boolean isProven) {
    return new Reference(millis, time.nanos(), time.sinceBoot(), isLeast, isProven);
  }

  /** Moved on to now by as much as the monotonic clock says. */
  Reference movedOn(MonotonicTime time) {
    long now = time.nanos();
    SinceBoot bootNow = time.sinceBoot();
    Duration elapsed = Duration.ofNanos(Math.max(0, now - nanos));
    Duration awakeOrNot = sinceBoot(bootNow);
    if (awakeOrNot != null && awakeOrNot.compareTo(elapsed) > 0) {
      elapsed = awakeOrNot; // the machine has slept
    }
    // Whole milliseconds move; the rest stays in the reading that they are counted from.
    long whole = elapsed.toMillis();
    long rest = elapsed.minusMillis(whole).toNanos();
    return new Reference(millis + whole, now - rest, minus(bootNow, rest), isLeast, isProven);
  }

  private static @Nullable SinceBoot minus(@Nullable SinceBoot boot, long nanos) {
    return boot == null ? null : new SinceBoot(boot.boot(), boot.nanos() - nanos);
  }

  /** The same in a process that was started later. */
  Reference afterRestart(MonotonicTime time) {
    SinceBoot now = time.sinceBoot();
    Duration elapsed = sinceBoot(now);
    return elapsed == null
        ? new Reference(millis, time.nanos(), now, true, false)
        : new Reference(millis + elapsed.toMillis(), time.nanos(), now, isLeast, isProven);
  }

  /** How long ago this was, or null when the machine was started anew since. */
  @Nullable Duration sinceBoot(@Nullable SinceBoot now) {
    SinceBoot then = boot;
    return then == null
            || now == null
            || !then.boot().equals(now.boot())
            || now.nanos() < then.nanos()
        ? null
        : Duration.ofNanos(now.nanos() - then.nanos());
  }

  /** What time it is by this. */
  long millisAt(long nanosNow) {
    return millis + Math.max(0, nanosNow - nanos) / 1_000_000;
  }
}
