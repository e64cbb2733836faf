package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.series.SeriesData;

/**
 * A range function over a series of floats alone, at all steps at once and in time that grows with
 * samples and steps rather than with their product. It yields what the {@link RangeFunction} that
 * it stands for yields. Confined to a thread: it may keep arrays from one series to the next.
 */
public interface Rollup {
  /**
   * Writes every step, {@link Column#ABSENT} for none.
   *
   * @param series without histograms and stale markers
   * @param grid its windows
   * @return false when it cannot do it for this series, and then nothing counts that was written
   */
  boolean apply(SeriesData series, WindowGrid grid, double[] out);
}
