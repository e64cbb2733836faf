package dev.clew.metricsstore.promql;

import java.time.Duration;

/**
 * Settings of the query engine.
 *
 * @param lookback how long a sample counts as the latest; Prometheus' 5 minutes
 * @param timeout how long one query may run; Prometheus' 2 minutes
 * @param maxSeries how many series one selector may match, so that a typo does not read everything
 * @param maxSamples how many samples one query may hold at a time; Prometheus' 50 million
 * @param defaultSubqueryStep step of a subquery that names none; Prometheus' evaluation interval
 * @param delayedNameRemoval whether metric names are dropped at the end of a query only, as
 *     Prometheus does behind a flag
 */
public record EngineConfig(
    Duration lookback,
    Duration timeout,
    int maxSeries,
    long maxSamples,
    Duration defaultSubqueryStep,
    boolean delayedNameRemoval) {
  public EngineConfig {
    positive("lookback", lookback);
    positive("timeout", timeout);
    positive("defaultSubqueryStep", defaultSubqueryStep);
    if (maxSeries <= 0) {
      throw new IllegalArgumentException("maxSeries: " + maxSeries + " (expected: > 0)");
    }
    if (maxSamples <= 0) {
      throw new IllegalArgumentException("maxSamples: " + maxSamples + " (expected: > 0)");
    }
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }

  public static EngineConfig defaults() {
    return new EngineConfig(
        Duration.ofMinutes(5),
        Duration.ofMinutes(2),
        500_000,
        50_000_000,
        Duration.ofMinutes(1),
        false);
  }
}
