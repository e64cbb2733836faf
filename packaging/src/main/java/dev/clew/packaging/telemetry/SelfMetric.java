package dev.clew.packaging.telemetry;

import dev.clew.model.Labels;

/**
 * One figure about the appliance.
 *
 * @param name the family's name in Prometheus' notation; a counter ends in {@code _total}
 * @param labels without the name
 */
public record SelfMetric(String name, Kind kind, String help, Labels labels, double value) {
  /** How the value behaves over time. */
  public enum Kind {
    COUNTER,
    GAUGE
  }

  public static SelfMetric counter(String name, String help, Number value, String... labels) {
    return new SelfMetric(name, Kind.COUNTER, help, Labels.of(labels), value.doubleValue());
  }

  public static SelfMetric gauge(String name, String help, Number value, String... labels) {
    return new SelfMetric(name, Kind.GAUGE, help, Labels.of(labels), value.doubleValue());
  }
}
