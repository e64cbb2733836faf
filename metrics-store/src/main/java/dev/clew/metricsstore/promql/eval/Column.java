package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import dev.clew.model.memory.QueryMemory;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One series of a result over all steps. A step without a sample holds the stale marker, which no
 * evaluation yields as a value. Written by whoever creates it, then handed on and left alone.
 */
public final class Column {
  /** Bits that no calculation produces. */
  public static final double ABSENT = SeriesData.STALE_NAN;

  /** The object with its array's header, the entry of a list or map, and its labels' object. */
  private static final long OVERHEAD_BYTES = 128;

  /** Two references; the texts are mostly those of other series as well. */
  private static final long LABEL_BYTES = 32;

  private final Labels labels;
  private final boolean dropsName;
  private final double[] values;
  private NativeHistogram @Nullable [] histograms;

  /** Taken from the memory of the query. */
  private long bytes;

  public Column(Labels labels, boolean dropsName, int steps) {
    this(labels, dropsName, array(steps), null);
    bytes = OVERHEAD_BYTES + LABEL_BYTES * labels.size() + 8L * steps;
    QueryMemory.current().take(bytes - 8L * steps);
    Arrays.fill(values, ABSENT);
  }

  /** Room for the values of all steps, taken from the memory of the query before it is made. */
  public static double[] array(int steps) {
    QueryMemory.current().take(8L * steps);
    return new double[steps];
  }

  private Column(
      Labels labels, boolean dropsName, double[] values, NativeHistogram @Nullable [] histograms) {
    this.labels = labels;
    this.dropsName = dropsName;
    this.values = values;
    this.histograms = histograms;
  }

  public static Column of(Labels labels, boolean dropsName, double[] values) {
    Column column = new Column(labels, dropsName, values, null);
    column.bytes = OVERHEAD_BYTES + LABEL_BYTES * labels.size() + 8L * values.length;
    return column;
  }

  /** Over an array that may be used again once the column has been looked at. */
  static Column over(Labels labels, boolean dropsName, double[] values) {
    return new Column(labels, dropsName, values, null);
  }

  /** The same, and its array is not used again. */
  public Column kept() {
    hold(OVERHEAD_BYTES + LABEL_BYTES * labels.size());
    bytes += 8L * values.length;
    return this;
  }

  /** The same samples under other labels; the samples are shared. */
  public Column relabeled(Labels newLabels, boolean newDropsName) {
    Column column = new Column(newLabels, newDropsName, values, histograms);
    column.bytes = bytes + OVERHEAD_BYTES + LABEL_BYTES * newLabels.size();
    QueryMemory.current().take(column.bytes - bytes);
    return column;
  }

  /** Memory that it takes, by an estimate. */
  public long bytes() {
    return bytes;
  }

  public static long bytes(List<Column> columns) {
    long all = 0;
    for (Column column : columns) {
      all += column.bytes;
    }
    return all;
  }

  public Labels labels() {
    return labels;
  }

  /** Whether the metric name is to be dropped at the end of the query. */
  public boolean dropsName() {
    return dropsName;
  }

  public int steps() {
    return values.length;
  }

  public static boolean isAbsent(double value) {
    return SeriesData.isStale(value);
  }

  /** The float at a step, {@link #ABSENT} when there is none. */
  public double value(int step) {
    return values[step];
  }

  /** The floats of all steps. */
  public double[] values() {
    return values;
  }

  public boolean hasFloat(int step) {
    return !isAbsent(values[step]);
  }

  public @Nullable NativeHistogram histogram(int step) {
    NativeHistogram[] all = histograms;
    return all == null ? null : all[step];
  }

  public boolean hasHistograms() {
    return histograms != null;
  }

  public boolean present(int step) {
    return !isAbsent(values[step]) || (histograms != null && histograms[step] != null);
  }

  public void set(int step, double value) {
    values[step] = value;
  }

  @SuppressWarnings("ReferenceEquality") // the memory of one object counts once
  public void set(int step, NativeHistogram histogram) {
    NativeHistogram[] all = histograms;
    if (all == null) {
      hold(4L * values.length);
      all = new NativeHistogram[values.length];
      histograms = all;
    }
    if (step == 0 || all[step - 1] != histogram) { // steps closer than samples share them
      hold(histogram.bytes());
    }
    all[step] = histogram;
  }

  private void hold(long more) {
    QueryMemory.current().take(more);
    bytes += more;
  }

  /** Takes the sample of a step over from another column, if it has one. */
  public void copy(Column other, int step) {
    NativeHistogram histogram = other.histogram(step);
    if (histogram != null) {
      set(step, histogram);
    } else {
      values[step] = other.values[step];
    }
  }

  public boolean isEmpty() {
    return samples() == 0;
  }

  /** How many steps have a sample. */
  public int samples() {
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      count += present(i) ? 1 : 0;
    }
    return count;
  }

  /** The only step repeated. */
  public Column repeated(int steps) {
    Column wide = new Column(labels, dropsName, steps);
    Arrays.fill(wide.values, values[0]);
    NativeHistogram histogram = histogram(0);
    if (histogram != null) {
      wide.hold(4L * steps);
      NativeHistogram[] all = new NativeHistogram[steps];
      Arrays.fill(all, histogram);
      wide.histograms = all;
    }
    return wide;
  }
}
