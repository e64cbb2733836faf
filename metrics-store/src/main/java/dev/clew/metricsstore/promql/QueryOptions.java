package dev.clew.metricsstore.promql;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a single query may ask for.
 *
 * @param timeout shorter than the configured one, or null
 * @param lookback instead of the configured one, or null
 * @param canceled asked now and then; true ends the query
 * @param countsSteps whether the samples that each step sees are counted
 */
public record QueryOptions(
    @Nullable Duration timeout,
    @Nullable Duration lookback,
    BooleanSupplier canceled,
    boolean countsSteps) {
  public static final QueryOptions DEFAULT = new QueryOptions(null, null, () -> false);

  public QueryOptions(
      @Nullable Duration timeout, @Nullable Duration lookback, BooleanSupplier canceled) {
    this(timeout, lookback, canceled, false);
  }
}
