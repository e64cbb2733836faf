package dev.clew.metricsstore.promql;

import dev.clew.metricsstore.promql.ast.Feature;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Settings of the query engine.
 *
 * @param lookback how long a sample counts as the latest; Prometheus' 5 minutes
 * @param timeout how long one query may run; Prometheus' 2 minutes
 * @param maxSeries how many series one selector may match, so that a typo does not read everything
 * @param maxSamples how many samples one query may hold at a time; Prometheus' 50 million
 * @param defaultSubqueryStep step of a subquery that names none; Prometheus' evaluation interval
 * @param features what is switched on of what Prometheus calls experimental, by the names of its
 *     {@code --enable-feature}
 * @param maxConcurrency how many queries run at a time, further ones wait; Prometheus' 20
 * @param maxMemoryBytes bytes that all running queries may hold, by an estimate, within what all
 *     queries of the appliance share; 0 for nothing but that
 */
public record EngineConfig(
    Duration lookback,
    Duration timeout,
    int maxSeries,
    long maxSamples,
    Duration defaultSubqueryStep,
    List<String> features,
    int maxConcurrency,
    long maxMemoryBytes) {
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
    if (maxConcurrency <= 0) {
      throw new IllegalArgumentException("maxConcurrency: " + maxConcurrency + " (expected: > 0)");
    }
    if (maxMemoryBytes < 0) {
      throw new IllegalArgumentException("maxMemoryBytes: " + maxMemoryBytes + " (expected: >= 0)");
    }
    features = List.copyOf(features);
    for (String feature : features) {
      if (Feature.of(feature) == null) {
        throw new IllegalArgumentException(
            "features: " + feature + " (expected: " + String.join(", ", Feature.flags()) + ")");
      }
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
        List.of(),
        20,
        0);
  }

  /** The features that are on. */
  public Set<Feature> enabled() {
    EnumSet<Feature> enabled = EnumSet.of(Feature.DURATION_EXPRESSIONS);
    for (String flag : features) {
      Feature feature = Feature.of(flag);
      if (feature != null) {
        enabled.add(feature);
      }
    }
    return enabled;
  }
}
