package dev.clew.metricsstore.promql.rollup;

import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Rollup;
import dev.clew.metricsstore.promql.eval.WindowGrid;
import dev.clew.metricsstore.series.SeriesData;

/** {@code changes} and {@code resets}, as differences of a running count. */
public final class ChangesRollup implements Rollup {
  private final boolean resets;

  /** How many there are up to each sample. */
  private int[] counts = new int[0];

  public ChangesRollup(boolean resets) {
    this.resets = resets;
  }

  @Override
  public boolean apply(SeriesData series, WindowGrid grid, double[] out) {
    count(series.values(), series.size());
    int[] from = grid.from();
    int[] to = grid.to();
    for (int step = 0; step < out.length; step++) {
      out[step] = to[step] > from[step] ? counts[to[step] - 1] - counts[from[step]] : Column.ABSENT;
    }
    return true;
  }

  private void count(double[] values, int size) {
    if (counts.length < size) {
      counts = new int[size + (size >> 1)];
    }
    counts[0] = 0;
    for (int i = 1; i < size; i++) {
      counts[i] = counts[i - 1] + (counts(values[i - 1], values[i]) ? 1 : 0);
    }
  }

  private boolean counts(double before, double now) {
    return resets ? now < before : now != before && !(Double.isNaN(now) && Double.isNaN(before));
  }
}
