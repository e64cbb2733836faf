package dev.clew.logstore.logql.range;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Keeps every value, for what cannot be joined from parts. */
final class SampleSeries implements RangeSeries {
  private final ToDoubleFunction<Samples> function;
  private long[] times = new long[16];
  private long[] sequences = new long[16];
  private double[] values = new double[16];
  private int size;

  SampleSeries(ToDoubleFunction<Samples> function) {
    this.function = function;
  }

  /**
   * The values of one window, ascending in time.
   *
   * @param endNanos of the window, inclusive
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Samples(long[] times, double[] values, int from, int to, long endNanos) {
    int size() {
      return to - from;
    }

    long time(int index) {
      return times[from + index];
    }

    double value(int index) {
      return values[from + index];
    }

    double[] sortedValues() {
      double[] sorted = Arrays.copyOfRange(values, from, to);
      Arrays.sort(sorted);
      return sorted;
    }
  }

  @Override
  public void add(int cell, long time, long sequence, double value) {
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      sequences = Arrays.copyOf(sequences, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    times[size] = time;
    sequences[size] = sequence;
    values[size++] = value;
  }

  @Override
  public void finish(Windows windows, StepSeries into) {
    Integer[] order = IntStream.range(0, size).boxed().toArray(Integer[]::new);
    Arrays.sort(
        order,
        Comparator.<Integer>comparingLong(i -> times[i]).thenComparingLong(i -> sequences[i]));
    long[] sortedTimes = new long[size];
    double[] sortedValues = new double[size];
    for (int i = 0; i < size; i++) {
      sortedTimes[i] = times[order[i]];
      sortedValues[i] = values[order[i]];
    }
    int from = 0;
    int to = 0;
    for (int step = 0; step < windows.steps(); step++) {
      while (from < size && sortedTimes[from] <= windows.low(step)) {
        from++;
      }
      to = Math.max(to, from);
      while (to < size && sortedTimes[to] <= windows.high(step)) {
        to++;
      }
      if (to > from) {
        Samples samples = new Samples(sortedTimes, sortedValues, from, to, windows.high(step));
        into.set(step, function.applyAsDouble(samples));
      }
    }
  }
}
