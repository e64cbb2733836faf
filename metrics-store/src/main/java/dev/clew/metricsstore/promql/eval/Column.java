package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One series of a result over all steps. A step without a sample holds the stale marker, which no
 * evaluation yields as a value. Written by whoever creates it, then handed on and left alone.
 */
public final class Column {
  /** Bits that no calculation produces. */
  public static final double ABSENT = SeriesData.STALE_NAN;

  private final Labels labels;
  private final boolean dropsName;
  private final double[] values;
  private NativeHistogram @Nullable [] histograms;

  public Column(Labels labels, boolean dropsName, int steps) {
    this(labels, dropsName, new double[steps], null);
    Arrays.fill(values, ABSENT);
  }

  private Column(
      Labels labels, boolean dropsName, double[] values, NativeHistogram @Nullable [] histograms) {
    this.labels = labels;
    this.dropsName = dropsName;
    this.values = values;
    this.histograms = histograms;
  }

  public static Column of(Labels labels, boolean dropsName, double[] values) {
    return new Column(labels, dropsName, values, null);
  }

  /** Over an array that may be used again once the column has been looked at. */
  static Column over(Labels labels, boolean dropsName, double[] values) {
    return new Column(labels, dropsName, values, null);
  }

  /** The same samples under other labels; the samples are shared. */
  public Column relabeled(Labels newLabels, boolean newDropsName) {
    return new Column(newLabels, newDropsName, values, histograms);
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

  public void set(int step, NativeHistogram histogram) {
    NativeHistogram[] all = histograms;
    if (all == null) {
      all = new NativeHistogram[values.length];
      histograms = all;
    }
    all[step] = histogram;
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
  Column repeated(int steps) {
    Column wide = new Column(labels, dropsName, steps);
    Arrays.fill(wide.values, values[0]);
    NativeHistogram histogram = histogram(0);
    if (histogram != null) {
      NativeHistogram[] all = new NativeHistogram[steps];
      Arrays.fill(all, histogram);
      wide.histograms = all;
    }
    return wide;
  }
}
