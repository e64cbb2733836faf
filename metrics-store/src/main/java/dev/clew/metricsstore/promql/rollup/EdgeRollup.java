package dev.clew.metricsstore.promql.rollup;

import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Rollup;
import dev.clew.metricsstore.promql.eval.WindowGrid;
import dev.clew.metricsstore.series.SeriesData;

/** What is known from where a window begins and ends: first, last, how many, whether any. */
public enum EdgeRollup implements Rollup {
  FIRST {
    @Override
    double value(double[] values, int from, int to) {
      return values[from];
    }
  },
  LAST {
    @Override
    double value(double[] values, int from, int to) {
      return values[to - 1];
    }
  },
  COUNT {
    @Override
    double value(double[] values, int from, int to) {
      return to - from;
    }
  },
  PRESENT {
    @Override
    double value(double[] values, int from, int to) {
      return 1;
    }
  };

  abstract double value(double[] values, int from, int to);

  @Override
  public boolean apply(SeriesData series, WindowGrid grid, double[] out) {
    double[] values = series.values();
    int[] from = grid.from();
    int[] to = grid.to();
    for (int step = 0; step < out.length; step++) {
      out[step] = to[step] > from[step] ? value(values, from[step], to[step]) : Column.ABSENT;
    }
    return true;
  }
}
