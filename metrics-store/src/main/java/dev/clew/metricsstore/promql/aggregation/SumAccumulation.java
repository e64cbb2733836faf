package dev.clew.metricsstore.promql.aggregation;

import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Steps;

/**
 * {@code sum} and {@code avg} of floats with compensated summation. What an addition loses is taken
 * by Knuth's formula, which is as exact as Neumaier's and needs no comparison, so that the loop
 * handles several steps at a time.
 */
final class SumAccumulation implements Accumulation {
  private final boolean mean;
  private final double[] sums;
  private final double[] lost;
  private final int[] counts;

  SumAccumulation(boolean mean, Steps steps) {
    this.mean = mean;
    sums = new double[steps.count()];
    lost = new double[steps.count()];
    counts = new int[steps.count()];
  }

  @Override
  public void add(int series, Column column) {
    if (column.hasHistograms()) {
      throw new Unmergeable();
    }
    double[] values = column.values();
    int first = 0;
    while (first < values.length && Column.isAbsent(values[first])) {
      first++;
    }
    int end = values.length;
    while (end > first && Column.isAbsent(values[end - 1])) {
      end--;
    }
    if (count(values, first, end)) {
      addAll(values, sums, lost, first, end);
    } else {
      addPresent(values);
    }
  }

  /** Counts the samples; true when there is one at every step. */
  private boolean count(double[] values, int from, int to) {
    boolean all = true;
    for (int step = from; step < to; step++) {
      boolean present = !Column.isAbsent(values[step]);
      counts[step] += present ? 1 : 0;
      all &= present;
    }
    return all;
  }

  private static void addAll(double[] values, double[] sums, double[] lost, int from, int to) {
    for (int step = from; step < to; step++) {
      double a = sums[step];
      double b = values[step];
      double total = a + b;
      double part = total - a;
      lost[step] += (a - (total - part)) + (b - part);
      sums[step] = total;
    }
  }

  private void addPresent(double[] values) {
    for (int step = 0; step < values.length; step++) {
      double b = values[step];
      if (!Column.isAbsent(b)) {
        double a = sums[step];
        double total = a + b;
        double part = total - a;
        lost[step] += (a - (total - part)) + (b - part);
        sums[step] = total;
      }
    }
  }

  @Override
  public void merge(Accumulation later) {
    SumAccumulation other = (SumAccumulation) later;
    addAll(other.sums, sums, lost, 0, sums.length);
    for (int step = 0; step < sums.length; step++) {
      lost[step] += other.lost[step];
      counts[step] += other.counts[step];
    }
  }

  @Override
  public boolean finish(Column out) {
    for (int step = 0; step < sums.length; step++) {
      if (counts[step] == 0) {
        continue;
      }
      double sum = sums[step];
      if (!Double.isInfinite(sum) && !Double.isNaN(sum)) {
        out.set(step, value(step, sum, counts[step]));
      } else if (mean && Double.isInfinite(sum)) {
        return false; // maybe too large for a sum only
      } else {
        out.set(step, sum);
      }
    }
    return true;
  }

  private double value(int step, double sum, double count) {
    return mean ? sum / count + lost[step] / count : sum + lost[step];
  }
}
