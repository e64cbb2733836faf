package dev.clew.metricsstore.cardinality;

import java.util.List;

/**
 * What senders describe as one metric.
 *
 * @param names to query, sorted
 * @param type in Prometheus' words; {@code unknown} when nobody said
 * @param series of all names
 * @param seriesBefore of all names on the day before
 * @param labels number of label names besides {@code __name__}
 * @param nativeHistogram whether the name itself holds histograms
 */
public record MetricFamily(
    String name,
    List<String> names,
    String type,
    String unit,
    String help,
    long series,
    long seriesBefore,
    int labels,
    boolean nativeHistogram) {
  public MetricFamily {
    names = List.copyOf(names);
  }
}
