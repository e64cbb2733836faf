package dev.clew.correlation;

import java.time.Duration;

/**
 * Bounds of one lookup.
 *
 * @param maxTraces greatest number of traces in an answer: more lanes than that nobody reads
 * @param maxNeighbours greatest number of neighbouring IDs
 * @param maxAlerts greatest number of alerts
 * @param margin how far before and behind the records the surroundings (coverage, alerts) reach
 */
public record CorrelationConfig(int maxTraces, int maxNeighbours, int maxAlerts, Duration margin) {
  public CorrelationConfig {
    atLeastOne("correlation.max_traces", maxTraces);
    atLeastOne("correlation.max_neighbours", maxNeighbours);
    atLeastOne("correlation.max_alerts", maxAlerts);
    if (margin.isNegative()) {
      throw new IllegalArgumentException("correlation.margin: " + margin + " (expected: >= 0)");
    }
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
    }
  }

  public static CorrelationConfig defaults() {
    return new CorrelationConfig(200, 50, 50, Duration.ofMinutes(5));
  }
}
