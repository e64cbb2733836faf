package dev.clew.metricsstore.promql.rollup;

import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Rollup;
import dev.clew.metricsstore.promql.eval.WindowGrid;
import dev.clew.metricsstore.series.SeriesData;

/**
 * {@code stddev_over_time} and {@code stdvar_over_time}. Like {@link SumRollup} a window is put
 * together from two stretches, of which count, mean and squared deviations are known: Chan, Golub
 * and LeVeque say how to combine those without losing digits. The values are taken as differences
 * to one of them, or the mean of large ones would not be exact enough.
 */
public final class DeviationRollup implements Rollup {
  private static final double LARGE = 1e17;

  private final boolean root;

  /** By sample: mean from it to the end of the first stretch, and sum of squared deviations. */
  private double[] suffixMean = new double[0];

  private double[] suffixSquares = new double[0];

  private double origin;

  // The second stretch.
  private double count;
  private double mean;
  private double squares;

  public DeviationRollup(boolean root) {
    this.root = root;
  }

  @Override
  public boolean apply(SeriesData series, WindowGrid grid, double[] out) {
    double[] values = series.values();
    if (suffixMean.length < series.size()) {
      suffixMean = new double[series.size() + (series.size() >> 1)];
      suffixSquares = new double[suffixMean.length];
    }
    int middle = 0;
    int next = 0;
    for (int step = 0; step < out.length; step++) {
      int from = grid.from()[step];
      int to = grid.to()[step];
      if (from == to) {
        out[step] = Column.ABSENT;
        continue;
      }
      if (from >= middle) {
        middle = to;
        next = to;
        backward(values, from, to);
        clear();
      }
      for (; next < to; next++) {
        add(values[next]);
      }
      double variance = variance(from, middle);
      if (!isExact(variance)) {
        return false;
      }
      out[step] = root ? Math.sqrt(variance) : variance;
    }
    return true;
  }

  /**
   * Where values are so much larger than their differences that these drown in rounding, the result
   * is whatever the order of calculation makes of it: that is left to the plain way.
   */
  private boolean isExact(double variance) {
    boolean finite = !Double.isNaN(variance) && !Double.isInfinite(variance);
    return finite && (variance == 0 || origin * origin < LARGE * variance);
  }

  private void clear() {
    count = 0;
    mean = 0;
    squares = 0;
  }

  private void add(double sample) {
    double value = sample - origin;
    count++;
    double delta = value - mean;
    mean += delta / count;
    squares += delta * (value - mean);
  }

  private void backward(double[] values, int from, int to) {
    clear();
    origin = values[from];
    for (int i = to - 1; i >= from; i--) {
      add(values[i]);
      suffixMean[i] = mean;
      suffixSquares[i] = squares;
    }
  }

  private double variance(int from, int middle) {
    double first = middle - from;
    if (count == 0) {
      return suffixSquares[from] / first;
    }
    double all = first + count;
    double delta = mean - suffixMean[from];
    double between = delta * delta * first * count / all;
    return (suffixSquares[from] + squares + between) / all;
  }
}
