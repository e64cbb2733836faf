package dev.clew.metricsstore.promql.rollup;

import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Rollup;
import dev.clew.metricsstore.promql.eval.WindowGrid;
import dev.clew.metricsstore.series.SeriesData;

/** {@code irate} and {@code idelta}: the change between the last two samples of a window. */
public final class LastTwoRollup implements Rollup {
  private final boolean rate;

  public LastTwoRollup(boolean rate) {
    this.rate = rate;
  }

  @Override
  public boolean apply(SeriesData series, WindowGrid grid, double[] out) {
    double[] values = series.values();
    long[] times = grid.times();
    int[] from = grid.from();
    int[] to = grid.to();
    for (int step = 0; step < out.length; step++) {
      int last = to[step] - 1;
      if (last <= from[step]) {
        out[step] = Column.ABSENT;
        continue;
      }
      double current = values[last];
      double previous = values[last - 1];
      double change = rate && current < previous ? current : current - previous;
      out[step] = rate ? change / ((times[last] - times[last - 1]) / 1000.0) : change;
    }
    return true;
  }
}
