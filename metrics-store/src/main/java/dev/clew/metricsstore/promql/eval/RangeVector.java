package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.promql.ast.Expression.Extension;
import dev.clew.metricsstore.promql.ast.Position;
import dev.clew.metricsstore.series.SeriesData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The series under a range selector or subquery with all samples that any step needs, stale markers
 * removed.
 *
 * @param range length of the window in milliseconds
 */
public record RangeVector(
    List<SeriesData> series,
    long range,
    Reference reference,
    Extension extension,
    Position position) {
  /**
   * Where the end of the window lies at a step.
   *
   * @param at a fixed time, or null
   * @param offset how far before
   */
  public record Reference(@Nullable Long at, long offset) {
    public long time(long evaluationTime) {
      return (at == null ? evaluationTime : at) - offset;
    }

    boolean isFixed() {
      return at != null;
    }
  }
}
