package dev.clew.metricsstore;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How the metrics store keeps its data.
 *
 * @param directory where the day partitions live; created when it does not exist
 * @param flushInterval the time between two flushes to disk. A restart reads again from the buffer
 *     what came after the last one, so half a minute keeps it short, and larger flushes compress
 *     better than smaller ones
 * @param flushSamples a flush is due earlier when so many samples wait in memory, at 28 bytes each
 * @param retention how long samples are kept; whole days are dropped when they are past it
 * @param promotedResourceAttributes resource attributes that become labels of every series, so that
 *     one can filter by service or version without joining {@code target_info}
 * @param maxSeriesPerDay greatest number of series in one day; points of further series are dropped
 *     and counted. Two million are about 200 MB of memory
 * @param maxLabelsPerSeries greatest number of labels of a series, its name included
 * @param maxLabelLength greatest length of a label's name or value
 */
public record MetricsStoreConfig(
    Path directory,
    Duration flushInterval,
    int flushSamples,
    Duration retention,
    List<String> promotedResourceAttributes,
    int maxSeriesPerDay,
    int maxLabelsPerSeries,
    int maxLabelLength) {
  public MetricsStoreConfig {
    expect("flushInterval", flushInterval.toMillis(), 1);
    expect("flushSamples", flushSamples, 1);
    expect("retention", retention.toHours(), 1);
    expect("maxSeriesPerDay", maxSeriesPerDay, 1);
    expect("maxLabelsPerSeries", maxLabelsPerSeries, 1);
    expect("maxLabelLength", maxLabelLength, 1);
    promotedResourceAttributes = List.copyOf(promotedResourceAttributes);
  }

  private static void expect(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
    }
  }

  public static MetricsStoreConfig defaults(Path directory) {
    return new MetricsStoreConfig(
        directory,
        Duration.ofSeconds(30),
        4_000_000,
        Duration.ofDays(20),
        List.of(
            "service.name",
            "service.namespace",
            "service.version",
            "deployment.environment",
            "deployment.environment.name"),
        2_000_000,
        128,
        8_192);
  }
}
