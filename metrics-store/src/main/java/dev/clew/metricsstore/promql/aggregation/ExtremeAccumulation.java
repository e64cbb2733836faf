package dev.clew.metricsstore.promql.aggregation;

import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Steps;
import java.util.Arrays;

/** {@code min} and {@code max} of floats. NaN loses against any number. */
final class ExtremeAccumulation implements Accumulation {
  private final boolean greatest;
  private final double[] best;

  ExtremeAccumulation(boolean greatest, Steps steps) {
    this.greatest = greatest;
    best = new double[steps.count()];
    Arrays.fill(best, Column.ABSENT);
  }

  @Override
  public void add(int series, Column column) {
    addAll(column.values());
  }

  private void addAll(double[] values) {
    for (int step = 0; step < values.length; step++) {
      double value = values[step];
      double known = best[step];
      boolean better = greatest ? value > known : value < known;
      // What is absent is a NaN, too: it is replaced by anything and never better.
      if (better || (Double.isNaN(known) && !Column.isAbsent(value))) {
        best[step] = value;
      }
    }
  }

  @Override
  public void merge(Accumulation later) {
    addAll(((ExtremeAccumulation) later).best);
  }

  @Override
  public boolean finish(Column out) {
    for (int step = 0; step < best.length; step++) {
      out.set(step, best[step]);
    }
    return true;
  }
}
