package dev.clew.metricsstore.promql.rollup;

import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Rollup;
import dev.clew.metricsstore.promql.eval.WindowGrid;
import dev.clew.metricsstore.series.SeriesData;

/**
 * {@code sum_over_time} and {@code avg_over_time} with Kahan summation. Nothing is ever subtracted,
 * which would bring back the error that the compensation takes away: a window is made of a stretch
 * summed up from its end backward, for every beginning, and a stretch summed up forward; when the
 * window has left the first stretch, the second is summed up backward anew. Every sample is so
 * added twice, however wide the window.
 *
 * <p>A sum that is not finite is left to the plain way, because there the order matters.
 */
public final class SumRollup implements Rollup {
  private final boolean mean;

  /** By sample: the sum from it to the end of the first stretch, and its compensation. */
  private double[] suffix = new double[0];

  private double[] suffixLost = new double[0];

  // The second stretch.
  private double sum;
  private double lost;

  public SumRollup(boolean mean) {
    this.mean = mean;
  }

  @Override
  public boolean apply(SeriesData series, WindowGrid grid, double[] out) {
    double[] values = series.values();
    if (suffix.length < series.size() + 1) {
      suffix = new double[series.size() + (series.size() >> 1) + 1];
      suffixLost = new double[suffix.length];
    }
    int middle = 0;
    int next = 0;
    sum = 0;
    lost = 0;
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
        sumBackward(values, from, to);
        sum = 0;
        lost = 0;
      }
      for (; next < to; next++) {
        add(values[next]);
      }
      double total = total(from, middle, to - from);
      if (Double.isInfinite(total) || Double.isNaN(total)) {
        return false;
      }
      out[step] = total;
    }
    return true;
  }

  private void sumBackward(double[] values, int from, int to) {
    double running = 0;
    double carried = 0;
    for (int i = to - 1; i >= from; i--) {
      double value = values[i];
      double total = running + value;
      carried += lost(running, value, total);
      running = total;
      suffix[i] = running;
      suffixLost[i] = carried;
    }
  }

  private void add(double value) {
    double total = sum + value;
    lost += lost(sum, value, total);
    sum = total;
  }

  /** What rounding took from {@code total = a + b}: exact, whichever is larger (Knuth). */
  private static double lost(double a, double b, double total) {
    double part = total - a;
    return (a - (total - part)) + (b - part);
  }

  private double total(int from, int middle, int count) {
    double first = from < middle ? suffix[from] : 0;
    double firstLost = from < middle ? suffixLost[from] : 0;
    double total = first + sum;
    double carried = firstLost + lost + lost(first, sum, total);
    return mean ? total / count + carried / count : total + carried;
  }
}
