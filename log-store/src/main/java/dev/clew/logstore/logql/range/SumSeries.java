package dev.clew.logstore.logql.range;

/** Counts and sums. */
public final class SumSeries implements RangeSeries {
  /**
   * Windows are summed cell by cell up to this many cells. Beyond, differences of running sums are
   * taken, which are as good for counts, but may lose digits of fractions.
   */
  private static final long DIRECT = 4_000_000;

  private final double[] sums;
  private final int[] counts;
  private final double divisor;
  private final boolean mean;

  /**
   * @param divisor what the sum is divided by
   * @param mean whether it is divided by the number of rows as well
   */
  SumSeries(int cells, double divisor, boolean mean) {
    this.sums = new double[cells];
    this.counts = new int[cells];
    this.divisor = divisor;
    this.mean = mean;
  }

  @Override
  public void add(int cell, long time, long sequence, double value) {
    sums[cell] += value;
    counts[cell]++;
  }

  /** Adds rows that are known by their number only. */
  public void addRows(int cell, int rows) {
    sums[cell] += rows;
    counts[cell] += rows;
  }

  @Override
  public void finish(Windows windows, StepSeries into) {
    long work = 0;
    for (int step = 0; step < windows.steps(); step++) {
      work += windows.end(step) - windows.first(step);
    }
    long[] countsBefore = new long[counts.length + 1];
    double[] sumsBefore = new double[counts.length + 1];
    for (int i = 0; i < counts.length; i++) {
      countsBefore[i + 1] = countsBefore[i] + counts[i];
      sumsBefore[i + 1] = sumsBefore[i] + sums[i];
    }
    for (int step = 0; step < windows.steps(); step++) {
      int first = windows.first(step);
      int end = windows.end(step);
      long rows = countsBefore[end] - countsBefore[first];
      if (rows > 0) {
        double sum = work > DIRECT ? sumsBefore[end] - sumsBefore[first] : sum(first, end);
        into.set(step, sum / divisor / (mean ? rows : 1));
      }
    }
  }

  private double sum(int first, int end) {
    double sum = 0;
    for (int cell = first; cell < end; cell++) {
      sum += sums[cell];
    }
    return sum;
  }
}
