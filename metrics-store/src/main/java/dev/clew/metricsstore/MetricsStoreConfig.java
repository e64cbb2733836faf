package dev.clew.metricsstore;

import dev.clew.metricsstore.otlp.OtlpTranslation;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How the metrics store keeps its data.
 *
 * @param directory where the day partitions live; created when it does not exist
 * @param flushInterval the time between two flushes to disk. A restart reads again from the buffer
 *     what came after the last one, so half a minute keeps it short, and larger flushes compress
 *     better than smaller ones
 * @param flushSamples a flush is due earlier when so many samples wait in memory, at some 20 bytes
 *     each
 * @param retention how long samples are kept; whole days are dropped when they are past it
 * @param otlp how OTLP becomes series
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
    OtlpTranslation otlp,
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
        OtlpTranslation.defaults(),
        2_000_000,
        128,
        8_192);
  }
}
