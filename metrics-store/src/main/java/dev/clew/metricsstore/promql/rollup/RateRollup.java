package dev.clew.metricsstore.promql.rollup;

import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Rollup;
import dev.clew.metricsstore.promql.eval.WindowGrid;
import dev.clew.metricsstore.series.SeriesData;
import java.util.Arrays;

/**
 * {@code rate}, {@code increase} and {@code delta}. How far a window reaches beyond its first and
 * last sample depends on the times alone, so it is worked out once for all series that share them;
 * what is left to do for a series at a step is a subtraction and a multiplication.
 *
 * <p>The values lost in resets are added up for each window that has any, rather than as a running
 * sum, whose differences would lose digits once it is large.
 */
public final class RateRollup implements Rollup {
  private static final double GAP_TOLERANCE = 1.1;

  private final boolean counter;
  private final boolean perSecond;
  private long version;

  // By step, for the windows of the grid's current version; seconds.
  private double[] sampled = new double[0];
  private double[] toStart = new double[0];
  private double[] toEnd = new double[0];
  private double[] factor = new double[0];

  /**
   * A first value above this times the difference is too far from zero to matter, with some room
   * for rounding: dividing to find out exactly takes long.
   */
  private double[] reach = new double[0];

  /** Indexes of samples that are below the one before. */
  private int[] resets = new int[16];

  public RateRollup(boolean counter, boolean perSecond) {
    this.counter = counter;
    this.perSecond = perSecond;
  }

  @Override
  public boolean apply(SeriesData series, WindowGrid grid, double[] out) {
    if (version != grid.version()) {
      prepare(grid);
      version = grid.version();
    }
    double[] values = series.values();
    int count = counter ? findResets(values, series.size()) : 0;
    if (count == 0) {
      scaleDifferences(values, grid, out);
    } else {
      differences(values, grid, out);
      addResets(values, count, grid, out);
      scaleCounter(values, grid, out);
    }
    return true;
  }

  private void prepare(WindowGrid grid) {
    int steps = grid.steps();
    if (sampled.length < steps) {
      sampled = new double[steps];
      toStart = new double[steps];
      toEnd = new double[steps];
      factor = new double[steps];
      reach = new double[steps];
    }
    for (int step = 0; step < steps; step++) {
      int from = grid.from()[step];
      int count = grid.to()[step] - from;
      if (count >= 2) {
        prepare(grid, step, from, count);
      }
    }
  }

  private void prepare(WindowGrid grid, int step, int from, int count) {
    long first = grid.times()[from];
    long last = grid.times()[from + count - 1];
    long end = grid.rangeEnd(step);
    double between = (last - first) / 1000.0;
    double distance = between / (count - 1);
    double threshold = distance * GAP_TOLERANCE;
    double before = (first - (end - grid.rangeMillis())) / 1000.0;
    double after = (end - last) / 1000.0;
    sampled[step] = between;
    toStart[step] = before >= threshold ? distance / 2 : before;
    toEnd[step] = after >= threshold ? distance / 2 : after;
    reach[step] = 2 * toStart[step] / between;
    factor[step] = factor(between, toStart[step], toEnd[step], grid);
  }

  private double factor(double between, double before, double after, WindowGrid grid) {
    double whole = (between + before + after) / between;
    return perSecond ? whole / (grid.rangeMillis() / 1000.0) : whole;
  }

  private static void differences(double[] values, WindowGrid grid, double[] out) {
    int[] from = grid.from();
    int[] to = grid.to();
    for (int step = 0; step < out.length; step++) {
      int first = from[step];
      int last = to[step] - 1;
      out[step] = last > first ? values[last] - values[first] : Column.ABSENT;
    }
  }

  private int findResets(double[] values, int size) {
    int count = 0;
    for (int i = 1; i < size; i++) {
      if (values[i] < values[i - 1]) {
        if (count == resets.length) {
          resets = Arrays.copyOf(resets, count * 2);
        }
        resets[count++] = i;
      }
    }
    return count;
  }

  private void addResets(double[] values, int count, WindowGrid grid, double[] out) {
    int[] from = grid.from();
    int[] to = grid.to();
    int first = 0;
    for (int step = 0; step < out.length; step++) {
      while (first < count && resets[first] <= from[step]) {
        first++;
      }
      if (to[step] - from[step] >= 2) {
        for (int i = first; i < count && resets[i] < to[step]; i++) {
          out[step] += values[resets[i] - 1];
        }
      }
    }
  }

  /** Both in one go, as nearly every series has no reset. */
  private void scaleDifferences(double[] values, WindowGrid grid, double[] out) {
    int[] from = grid.from();
    int[] to = grid.to();
    double[] factors = factor;
    double[] reaches = reach;
    for (int step = 0; step < out.length; step++) {
      int at = from[step];
      int last = to[step] - 1;
      if (last <= at) {
        out[step] = Column.ABSENT;
        continue;
      }
      double first = values[at];
      double difference = values[last] - first;
      out[step] =
          first > reaches[step] * difference
              ? difference * factors[step]
              : scaled(step, first, difference, grid);
    }
  }

  private void scaleCounter(double[] values, WindowGrid grid, double[] out) {
    int[] from = grid.from();
    int[] to = grid.to();
    for (int step = 0; step < out.length; step++) {
      int at = from[step];
      if (to[step] - at >= 2) {
        out[step] = scaled(step, values[at], out[step], grid);
      }
    }
  }

  /** A counter is not taken to have been below zero: that bounds how far it reaches back. */
  private double scaled(int step, double first, double difference, WindowGrid grid) {
    boolean near = counter && difference > 0 && first >= 0 && !(first > reach[step] * difference);
    return difference * (near ? clamped(step, first, difference, grid) : factor[step]);
  }

  private double clamped(int step, double first, double difference, WindowGrid grid) {
    double toZero = sampled[step] * (first / difference);
    return factor(sampled[step], Math.min(toStart[step], toZero), toEnd[step], grid);
  }
}
