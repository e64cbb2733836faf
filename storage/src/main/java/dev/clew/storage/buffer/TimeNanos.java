package dev.clew.storage.buffer;

import dev.clew.model.TimeRange;
import java.time.InstantSource;

/** The clock in nanoseconds since the Unix epoch. */
final class TimeNanos {
  private TimeNanos() {}

  static long of(InstantSource clock) {
    return TimeRange.nanosOf(clock.instant());
  }
}
