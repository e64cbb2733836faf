package dev.clew.storage.time;

import java.time.Duration;

/**
 * How long the machine's clock has gone on evenly, without being set.
 *
 * @param startMillis what it said at the beginning
 * @param length for so long it has agreed with the monotonic clock since
 */
record SteadyRun(long startMillis, Duration length) {
  /** NTP slews by 500 parts in a million at most, 43 seconds a day; what is more was a step. */
  static final long STEP_MILLIS = 60_000;

  /** Off overnight: a machine that is switched off in between may go on with its run. */
  static final long NIGHT_MILLIS = Duration.ofDays(1).toMillis();

  static SteadyRun from(long wallMillis) {
    return new SteadyRun(wallMillis, Duration.ZERO);
  }

  /** So much time has passed, and the clock says that now. */
  SteadyRun after(Duration elapsed, long wallMillis) {
    Duration longer = length.plus(elapsed);
    return Math.abs(wallMillis - startMillis - longer.toMillis()) > STEP_MILLIS
        ? from(wallMillis)
        : new SteadyRun(startMillis, longer);
  }

  /** The same in a later process, after a pause that the monotonic clock has measured. */
  SteadyRun resumed(long wallMillis, Duration pause) {
    boolean wasSet = Math.abs(wallMillis - endMillis() - pause.toMillis()) > STEP_MILLIS;
    return wasSet ? from(wallMillis) : new SteadyRun(wallMillis - length.toMillis(), length);
  }

  /** The same after a pause that nobody has measured. */
  SteadyRun resumed(long wallMillis) {
    long pause = wallMillis - endMillis();
    return pause < -STEP_MILLIS || pause > NIGHT_MILLIS
        ? from(wallMillis)
        : new SteadyRun(wallMillis - length.toMillis(), length);
  }

  private long endMillis() {
    return startMillis + length.toMillis();
  }
}
