package dev.clew.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** Durations in nanoseconds and how they are spread. Thread-safe. */
public final class Percentiles {
  private long[] nanos = new long[1024];
  private int size;

  public synchronized void add(long duration) {
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, size * 2);
    }
    nanos[size++] = duration;
  }

  /** In milliseconds; 0 when there is none. */
  public synchronized double millis(double share) {
    if (size == 0) {
      return 0;
    }
    Arrays.sort(nanos, 0, size);
    return nanos[(int) Math.min(size - 1L, (long) (size * share))] / 1e6;
  }

  /** Median, tails and the longest. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "p50 %.2f, p90 %.2f, p99 %.2f, max %.2f ms",
        millis(0.5),
        millis(0.9),
        millis(0.99),
        millis(1));
  }
}
