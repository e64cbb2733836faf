package dev.clew.metricsstore.promql.aggregation;

import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Steps;

/** {@code count} and {@code group}: floats and histograms count alike. */
final class CountAccumulation implements Accumulation {
  private final boolean counts;
  private final int[] members;

  CountAccumulation(boolean counts, Steps steps) {
    this.counts = counts;
    members = new int[steps.count()];
  }

  @Override
  public void add(int series, Column column) {
    if (column.hasHistograms()) {
      for (int step = 0; step < members.length; step++) {
        members[step] += column.present(step) ? 1 : 0;
      }
      return;
    }
    double[] values = column.values();
    for (int step = 0; step < members.length; step++) {
      members[step] += Column.isAbsent(values[step]) ? 0 : 1;
    }
  }

  @Override
  public void merge(Accumulation later) {
    CountAccumulation other = (CountAccumulation) later;
    for (int step = 0; step < members.length; step++) {
      members[step] += other.members[step];
    }
  }

  @Override
  public boolean finish(Column out) {
    for (int step = 0; step < members.length; step++) {
      if (members[step] > 0) {
        out.set(step, counts ? members[step] : 1);
      }
    }
    return true;
  }
}
