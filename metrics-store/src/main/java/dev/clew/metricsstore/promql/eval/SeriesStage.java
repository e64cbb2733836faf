package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.series.SeriesData;
import org.jspecify.annotations.Nullable;

/** Makes a column of the samples of a series. Confined to a thread. */
interface SeriesStage {
  /**
   * The column of a series, or null when it has no sample at any step.
   *
   * @param values becomes the column's values, all of them written
   */
  @Nullable Column apply(SeriesData series, double[] values);

  /**
   * How many samples the steps saw of the series before, each step by itself.
   *
   * @param perStep what each step saw is added here, unless it is null
   */
  long seen(long @Nullable [] perStep);
}
