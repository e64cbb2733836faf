package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.promql.eval.RangeVector.Reference;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The windows of a range over the sample times of a series, at every step. What one process exports
 * has the same times in all of its series, so the windows of the series before mostly hold for the
 * next one, too. Not thread-safe.
 */
public final class WindowGrid {
  private final Steps steps;
  private final Reference reference;
  private final long range;
  private final int[] from;
  private final int[] to;
  private long[] times = new long[0];
  private int size;
  private long version;
  private long windowed;

  WindowGrid(Steps steps, Reference reference, long range) {
    this.steps = steps;
    this.reference = reference;
    this.range = range;
    from = new int[steps.count()];
    to = new int[steps.count()];
  }

  /** Lays the windows over ascending times. */
  void over(long[] newTimes, int newSize) {
    if (version > 0 && Arrays.equals(times, 0, size, newTimes, 0, newSize)) {
      return;
    }
    version++;
    if (times.length < newSize) {
      times = new long[newSize + (newSize >> 1)];
    }
    System.arraycopy(newTimes, 0, times, 0, newSize);
    size = newSize;
    slide(times, size);
  }

  private void slide(long[] sampled, int count) {
    int first = 0;
    int end = 0;
    windowed = 0;
    for (int step = 0; step < to.length; step++) {
      long last = rangeEnd(step);
      long start = last - range;
      while (end < count && sampled[end] <= last) {
        end++;
      }
      while (first < end && sampled[first] <= start) {
        first++;
      }
      from[step] = first;
      to[step] = end;
      windowed += end - first;
    }
  }

  /** Changes whenever the windows do. */
  public long version() {
    return version;
  }

  public int steps() {
    return to.length;
  }

  /** By step: index of the first sample. */
  public int[] from() {
    return from;
  }

  /** By step: index behind the last sample; equal to {@link #from} where there is none. */
  public int[] to() {
    return to;
  }

  /** Times of the samples, ascending; maybe more than {@link #size}. */
  public long[] times() {
    return times;
  }

  /** Number of samples. */
  public int size() {
    return size;
  }

  public long rangeMillis() {
    return range;
  }

  /** The end of the window at a step, inclusive. */
  public long rangeEnd(int step) {
    return reference.time(steps.time(step));
  }

  /** How many samples all windows hold together; adds those of each step, unless it is null. */
  long seen(long @Nullable [] perStep) {
    if (perStep != null) {
      for (int step = 0; step < to.length; step++) {
        perStep[step] += to[step] - from[step];
      }
    }
    return windowed;
  }
}
