package dev.clew.metricsstore.promql.rollup;

import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Rollup;
import dev.clew.metricsstore.promql.eval.WindowGrid;
import dev.clew.metricsstore.series.SeriesData;

/**
 * {@code max_over_time} and {@code min_over_time}. Kept is a queue of samples of which each is
 * better than all after it: the first is the answer. NaN is never kept, and is the answer when
 * nothing else is in the window.
 */
public final class ExtremeRollup implements Rollup {
  private final boolean greatest;
  private int[] queue = new int[0];

  public ExtremeRollup(boolean greatest) {
    this.greatest = greatest;
  }

  @Override
  public boolean apply(SeriesData series, WindowGrid grid, double[] out) {
    double[] values = series.values();
    if (queue.length < series.size()) {
      queue = new int[series.size() + (series.size() >> 1)];
    }
    int head = 0;
    int tail = 0;
    int next = 0;
    for (int step = 0; step < out.length; step++) {
      int from = grid.from()[step];
      int to = grid.to()[step];
      next = Math.max(next, from);
      for (; next < to; next++) {
        tail = push(values, next, head, tail);
      }
      while (head < tail && queue[head] < from) {
        head++;
      }
      double empty = to > from ? Double.NaN : Column.ABSENT;
      out[step] = head < tail ? values[queue[head]] : empty;
    }
    return true;
  }

  private int push(double[] values, int index, int head, int end) {
    double value = values[index];
    if (Double.isNaN(value)) {
      return end;
    }
    int tail = end;
    if (greatest) {
      while (tail > head && values[queue[tail - 1]] < value) {
        tail--;
      }
    } else {
      while (tail > head && values[queue[tail - 1]] > value) {
        tail--;
      }
    }
    queue[tail] = index;
    return tail + 1;
  }
}
