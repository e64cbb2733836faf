package dev.clew.metricsstore.segment;

import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import dev.clew.model.memory.QueryMemory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects the samples of one series from wherever they are stored, in the order in which they were
 * written, and puts them in order of time. Of two samples of the same time the one added later
 * stays: last written wins.
 *
 * <p>Samples mostly come in ascending order. Where one does not, a new run begins; {@link #sort}
 * merges the runs pairwise.
 */
public final class SampleBuffer {
  /** Time, value, and one of start and histogram. */
  private static final long SAMPLE_BYTES = 24;

  private long[] times;
  private double[] values;

  /** Null until they are needed; then kept, since most buffers are used again. */
  private @Nullable NativeHistogram @Nullable [] histograms;

  private boolean hasHistograms;

  /** Likewise. */
  private long @Nullable [] starts;

  private boolean hasStarts;

  private int size;
  private int[] runStarts = new int[4];
  private int runs;

  public SampleBuffer() {
    this(16);
  }

  public SampleBuffer(int capacity) {
    times = new long[capacity];
    values = new double[capacity];
  }

  public void clear() {
    size = 0;
    runs = 0;
    hasHistograms = false;
    hasStarts = false;
  }

  public int size() {
    return size;
  }

  public void add(long timeMillis, double value) {
    add(timeMillis, 0, value);
  }

  /**
   * @param startMillis since when the value has been counting, or 0
   */
  public void add(long timeMillis, long startMillis, double value) {
    beforeAdd(timeMillis, 1);
    putStart(startMillis);
    if (hasHistograms && histograms != null) {
      histograms[size] = null;
    }
    times[size] = timeMillis;
    values[size++] = value;
  }

  public void add(long timeMillis, NativeHistogram histogram) {
    add(timeMillis, 0, histogram);
  }

  /**
   * @param startMillis since when the histogram has been counting, or 0
   */
  public void add(long timeMillis, long startMillis, NativeHistogram histogram) {
    beforeAdd(timeMillis, 1);
    putStart(startMillis);
    useHistograms()[size] = histogram;
    times[size++] = timeMillis;
  }

  private @Nullable NativeHistogram[] useHistograms() {
    if (histograms == null || histograms.length < times.length) {
      histograms = new NativeHistogram[times.length];
      hasHistograms = true;
    } else if (!hasHistograms) {
      Arrays.fill(histograms, 0, size, null);
      hasHistograms = true;
    }
    return histograms;
  }

  private long[] useStarts() {
    if (starts == null || starts.length < times.length) {
      starts = new long[times.length];
      hasStarts = true;
    } else if (!hasStarts) {
      Arrays.fill(starts, 0, size, 0);
      hasStarts = true;
    }
    return starts;
  }

  private void putStart(long startMillis) {
    if (startMillis != 0 || hasStarts) {
      useStarts()[size] = startMillis;
    }
  }

  /** Adds float samples {@code [from, to)}, whose times ascend without duplicates. */
  public void addAll(long[] newTimes, double[] newValues, int from, int to) {
    addAll(newTimes, null, newValues, from, to);
  }

  /**
   * Adds float samples {@code [from, to)}, whose times ascend without duplicates.
   *
   * @param newStarts null when none is known
   */
  public void addAll(
      long[] newTimes, long @Nullable [] newStarts, double[] newValues, int from, int to) {
    int count = to - from;
    if (count <= 0) {
      return;
    }
    beforeAdd(newTimes[from], count);
    if (newStarts != null) {
      System.arraycopy(newStarts, from, useStarts(), size, count);
    } else if (hasStarts) {
      Arrays.fill(useStarts(), size, size + count, 0);
    }
    if (hasHistograms && histograms != null) {
      Arrays.fill(histograms, size, size + count, null);
    }
    System.arraycopy(newTimes, from, times, size, count);
    System.arraycopy(newValues, from, values, size, count);
    size += count;
  }

  /** Adds all samples to another buffer, in the order in which they were added to this one. */
  public void appendTo(SampleBuffer target) {
    for (int i = 0; i < size; i++) {
      NativeHistogram histogram = histogram(i);
      if (histogram == null) {
        target.add(times[i], start(i), values[i]);
      } else {
        target.add(times[i], start(i), histogram);
      }
    }
  }

  private void beforeAdd(long firstTime, int count) {
    if (size == 0 || times[size - 1] >= firstTime) {
      if (runs == runStarts.length) {
        runStarts = Arrays.copyOf(runStarts, runs * 2);
      }
      runStarts[runs++] = size;
    }
    if (size + count > times.length) {
      int capacity = Math.max(size + count, times.length * 2);
      // Of a query: the whole of a long range is here. The old arrays are let go a moment later.
      QueryMemory.current().take(SAMPLE_BYTES * (capacity - times.length));
      times = Arrays.copyOf(times, capacity);
      values = Arrays.copyOf(values, capacity);
      histograms = hasHistograms && histograms != null ? Arrays.copyOf(histograms, capacity) : null;
      starts = hasStarts && starts != null ? Arrays.copyOf(starts, capacity) : null;
    }
  }

  /** Brings the samples into ascending time without duplicates. */
  public void sort() {
    while (runs > 1) {
      mergeRunsPairwise();
    }
  }

  private void mergeRunsPairwise() {
    SampleBuffer merged = new SampleBuffer(times.length);
    if (hasHistograms) {
      merged.useHistograms();
    }
    if (hasStarts) {
      merged.useStarts();
    }
    int mergedRuns = 0;
    int[] mergedStarts = new int[runs / 2 + 1];
    for (int run = 0; run < runs; run += 2) {
      mergedStarts[mergedRuns++] = merged.size;
      int middle = run + 1 < runs ? runStarts[run + 1] : size;
      int end = run + 2 < runs ? runStarts[run + 2] : size;
      mergeInto(merged, runStarts[run], middle, end);
    }
    times = merged.times;
    values = merged.values;
    histograms = merged.histograms;
    starts = merged.starts;
    size = merged.size;
    runStarts = mergedStarts;
    runs = mergedRuns;
  }

  /** Merges {@code [older, newer)} and {@code [newer, end)}. */
  private void mergeInto(SampleBuffer target, int older, int newer, int end) {
    int a = older;
    int b = newer;
    while (a < newer && b < end) {
      if (times[a] < times[b]) {
        copyTo(target, a++);
      } else {
        if (times[a] == times[b]) {
          a++;
        }
        copyTo(target, b++);
      }
    }
    while (a < newer) {
      copyTo(target, a++);
    }
    while (b < end) {
      copyTo(target, b++);
    }
  }

  private void copyTo(SampleBuffer target, int i) {
    target.times[target.size] = times[i];
    target.values[target.size] = values[i];
    if (hasHistograms && histograms != null && target.histograms != null) {
      target.histograms[target.size] = histograms[i];
    }
    if (hasStarts && starts != null && target.starts != null) {
      target.starts[target.size] = starts[i];
    }
    target.size++;
  }

  long[] times() {
    return times;
  }

  double[] values() {
    return values;
  }

  /** Time of a sample; ascending only after {@link #sort}. */
  public long time(int i) {
    return times[i];
  }

  public double value(int i) {
    return values[i];
  }

  public @Nullable NativeHistogram histogram(int i) {
    return hasHistograms && histograms != null ? histograms[i] : null;
  }

  /** Since when a sample has been counting, or 0. */
  public long start(int i) {
    return hasStarts && starts != null ? starts[i] : 0;
  }

  /** Null when no start is known. */
  long @Nullable [] starts() {
    return hasStarts ? starts : null;
  }

  public boolean hasHistograms() {
    return hasHistograms;
  }

  /** Sorts, and shows the arrays: they are valid until the buffer is used again. */
  public SeriesData view(Labels labels) {
    return finish(labels);
  }

  /** Sorts, and hands the arrays over: the buffer must not be used any more. */
  public SeriesData finish(Labels labels) {
    sort();
    return new SeriesData(labels, times, values, hasHistograms ? histograms : null, starts(), size);
  }
}
