package dev.clew.metricsstore.cardinality;

import java.util.Set;

/**
 * A value of {@code __name__} on one day.
 *
 * @param series how many series have it
 * @param seriesBefore how many had it on the day before
 * @param labels label names of its series besides {@code __name__}
 */
public record MetricName(String name, int series, int seriesBefore, Set<String> labels) {}
