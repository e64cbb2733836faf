package dev.clew.metricsstore.promql.aggregation;

import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Steps;

/**
 * {@code stdvar} and {@code stddev} of floats by Welford's algorithm; slices are put together as
 * Chan, Golub and LeVeque have it.
 */
final class DeviationAccumulation implements Accumulation {
  private static final double LARGE = 1e17;

  private final boolean root;
  private final double[] counts;
  private final double[] means;
  private final double[] squares;

  DeviationAccumulation(boolean root, Steps steps) {
    this.root = root;
    counts = new double[steps.count()];
    means = new double[steps.count()];
    squares = new double[steps.count()];
  }

  @Override
  public void add(int series, Column column) {
    double[] values = column.values();
    for (int step = 0; step < values.length; step++) {
      double value = values[step];
      if (!Column.isAbsent(value)) {
        double delta = value - means[step];
        means[step] += delta / ++counts[step];
        squares[step] += delta * (value - means[step]);
      }
    }
  }

  @Override
  public void merge(Accumulation later) {
    DeviationAccumulation other = (DeviationAccumulation) later;
    for (int step = 0; step < counts.length; step++) {
      double more = other.counts[step];
      if (counts[step] == 0) {
        // Not by the formula: nothing times what overflows is no number.
        counts[step] = more;
        means[step] = other.means[step];
        squares[step] = other.squares[step];
      } else if (more > 0) {
        double all = counts[step] + more;
        double delta = other.means[step] - means[step];
        squares[step] += other.squares[step] + delta * delta * counts[step] * more / all;
        means[step] += delta * more / all;
        counts[step] = all;
      }
    }
  }

  @Override
  public boolean finish(Column out) {
    for (int step = 0; step < counts.length; step++) {
      if (counts[step] > 0) {
        double variance = squares[step] / counts[step];
        if (!Double.isFinite(variance)) {
          return false; // what overflows depends on the order
        }
        if (variance > 0 && means[step] * means[step] > LARGE * variance) {
          return false; // nothing but rounding: let it be that of the plain way
        }
        out.set(step, root ? Math.sqrt(variance) : variance);
      }
    }
    return true;
  }
}
