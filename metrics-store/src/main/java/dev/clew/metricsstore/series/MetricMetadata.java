package dev.clew.metricsstore.series;

/**
 * What is known of a metric family.
 *
 * @param type as Prometheus spells it: counter, gauge, histogram, gaugehistogram, summary, info,
 *     stateset or unknown
 * @param unit as sent, may be empty
 * @param help the description as sent, may be empty
 */
public record MetricMetadata(String type, String unit, String help) {}
