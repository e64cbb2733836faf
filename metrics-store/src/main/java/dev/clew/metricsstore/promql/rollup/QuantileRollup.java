package dev.clew.metricsstore.promql.rollup;

import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Rollup;
import dev.clew.metricsstore.promql.eval.WindowGrid;
import dev.clew.metricsstore.series.SeriesData;
import java.util.Arrays;

/**
 * {@code quantile_over_time}: the window's values are kept in order; those that leave are taken out
 * and those that come put in, each found by halving. Moving the rest is one copy in memory, which
 * up to some thousands of samples beats any tree.
 */
public final class QuantileRollup implements Rollup {
  private final double[] quantiles;

  /** Values of the window but NaN, ascending. */
  private double[] sorted = new double[0];

  private int size;
  private int nans;
  private int first;
  private int end;

  /**
   * @param quantiles by step
   */
  public QuantileRollup(double[] quantiles) {
    this.quantiles = quantiles;
  }

  @Override
  public boolean apply(SeriesData series, WindowGrid grid, double[] out) {
    for (double q : quantiles) {
      if (!(q >= 0 && q <= 1)) {
        return false; // the plain way says what is wrong with it
      }
    }
    if (sorted.length < series.size()) {
      sorted = new double[series.size() + (series.size() >> 1)];
    }
    size = 0;
    nans = 0;
    first = 0;
    end = 0;
    for (int step = 0; step < out.length; step++) {
      int from = grid.from()[step];
      int to = grid.to()[step];
      slide(series.values(), from, to);
      out[step] = from == to ? Column.ABSENT : quantile(quantiles[step]);
    }
    return true;
  }

  private void slide(double[] values, int from, int to) {
    boolean anew = from >= end || (from - first) + (to - end) > (to - from) / 2;
    if (anew) {
      size = 0;
      nans = 0;
      for (int i = from; i < to; i++) {
        if (Double.isNaN(values[i])) {
          nans++;
        } else {
          sorted[size++] = values[i];
        }
      }
      Arrays.sort(sorted, 0, size);
    } else {
      for (int i = first; i < from; i++) {
        remove(values[i]);
      }
      for (int i = end; i < to; i++) {
        insert(values[i]);
      }
    }
    first = from;
    end = to;
  }

  private void remove(double value) {
    if (Double.isNaN(value)) {
      nans--;
      return;
    }
    int at = Arrays.binarySearch(sorted, 0, size, value);
    size--;
    System.arraycopy(sorted, at + 1, sorted, at, size - at);
  }

  private void insert(double value) {
    if (Double.isNaN(value)) {
      nans++;
      return;
    }
    int found = Arrays.binarySearch(sorted, 0, size, value);
    int at = found >= 0 ? found : -found - 1;
    System.arraycopy(sorted, at, sorted, at + 1, size - at);
    sorted[at] = value;
    size++;
  }

  private double quantile(double q) {
    int count = size + nans;
    double rank = q * (count - 1);
    int lower = Math.max(0, (int) Math.floor(rank));
    int upper = Math.min(count - 1, lower + 1);
    double weight = rank - Math.floor(rank);
    return at(lower) * (1 - weight) + at(upper) * weight;
  }

  /** NaN counts as the least value. */
  private double at(int index) {
    return index < nans ? Double.NaN : sorted[index - nans];
  }
}
