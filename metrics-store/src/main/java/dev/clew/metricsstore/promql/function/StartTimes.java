package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.eval.Window;

/** What the times since when samples count say of counter resets. Zero is an unknown time. */
final class StartTimes {
  private StartTimes() {}

  /** Warns of the first sample that began to count before the one before it, but anew. */
  static void warnOfOverlap(Window window) {
    for (int i = window.from() + 1; window.hasStarts() && i < window.to(); i++) {
      long start = window.start(i);
      if (start != 0 && start < window.time(i - 1) && start != window.start(i - 1)) {
        window.annotations().startTimeOverlap(window.metricName(), window.argument());
        return;
      }
    }
  }

  /** Whether counting began anew between a sample and the one before it. */
  static boolean isReset(Window window, int index) {
    return window.hasStarts()
        && isReset(
            window.start(index - 1),
            window.time(index - 1),
            window.start(index),
            window.time(index));
  }

  /**
   * A start at the time of the sample itself is OpenTelemetry's way to say that it is unknown, one
   * behind it is wrong. One at the time of the sample before is that of a delta, unless the start
   * of that one is unknown: then it is merely the first that was seen.
   */
  static boolean isReset(long startBefore, long timeBefore, long start, long time) {
    if (start == 0 || start >= time || start < timeBefore) {
      return false;
    }
    return start > timeBefore || (startBefore != 0 && startBefore < timeBefore);
  }
}
