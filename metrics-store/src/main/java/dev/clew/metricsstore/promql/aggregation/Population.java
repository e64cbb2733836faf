package dev.clew.metricsstore.promql.aggregation;

import dev.clew.metricsstore.promql.eval.Column;
import java.util.List;

/** {@code count} and {@code group}: how many series there are, or that there is any. */
final class Population implements Aggregations.Reduction {
  private final boolean counts;

  Population(boolean counts) {
    this.counts = counts;
  }

  @Override
  public void apply(List<Column> group, int step, Column out) {
    int count = 0;
    for (Column column : group) {
      count += column.present(step) ? 1 : 0;
    }
    if (count > 0) {
      out.set(step, counts ? count : 1);
    }
  }
}
