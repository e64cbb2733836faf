package dev.clew.logstore.logql.range;

/** Variance and standard deviation of the population, by Welford's method per cell. */
final class SpreadSeries implements RangeSeries {
  private final long[] counts;
  private final double[] means;
  private final double[] squares;
  private final boolean root;

  SpreadSeries(int cells, boolean root) {
    this.counts = new long[cells];
    this.means = new double[cells];
    this.squares = new double[cells];
    this.root = root;
  }

  @Override
  public void add(int cell, long time, long sequence, double value) {
    counts[cell]++;
    double delta = value - means[cell];
    means[cell] += delta / counts[cell];
    squares[cell] += delta * (value - means[cell]);
  }

  @Override
  public void finish(Windows windows, StepSeries into) {
    for (int step = 0; step < windows.steps(); step++) {
      long count = 0;
      double mean = 0;
      double square = 0;
      for (int cell = windows.first(step); cell < windows.end(step); cell++) {
        if (count == 0) {
          // Not by the formula: nothing times what overflows is no number.
          count = counts[cell];
          mean = means[cell];
          square = squares[cell];
        } else if (counts[cell] > 0) {
          // Chan's way to join two parts.
          long total = count + counts[cell];
          double delta = means[cell] - mean;
          square += squares[cell] + delta * delta * count * counts[cell] / total;
          mean += delta * counts[cell] / total;
          count = total;
        }
      }
      if (count > 0) {
        into.set(step, root ? Math.sqrt(square / count) : square / count);
      }
    }
  }
}
