package dev.clew.collector.scrape;

import java.time.Duration;

/**
 * Whether targets are scraped, and how much of them at most. What is scraped stands in a file of
 * Prometheus' notation.
 *
 * @param configFile path of that file; empty when nothing is scraped
 * @param reloadInterval how often it is looked at for changes
 * @param maxTargets over all jobs; what is beyond is not scraped, and said so
 * @param maxSeriesPerTarget a target that exposes more fails: each series is remembered with about
 *     400 bytes
 * @param maxBodyBytes of one answer, decompressed, when the file sets no smaller body_size_limit
 * @param maxBufferedBytes of all answers under way together
 */
public record ScrapeSettings(
    String configFile,
    Duration reloadInterval,
    int maxTargets,
    int maxSeriesPerTarget,
    long maxBodyBytes,
    long maxBufferedBytes) {
  public ScrapeSettings {
    between("reloadInterval", reloadInterval.toMillis(), 100, Long.MAX_VALUE);
    between("maxTargets", maxTargets, 1, 1_000_000);
    between("maxSeriesPerTarget", maxSeriesPerTarget, 1, Integer.MAX_VALUE);
    between("maxBodyBytes", maxBodyBytes, 1 << 10, 1 << 30);
    between("maxBufferedBytes", maxBufferedBytes, maxBodyBytes, Long.MAX_VALUE);
  }

  private static void between(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }

  public static ScrapeSettings defaults() {
    return new ScrapeSettings("", Duration.ofSeconds(5), 10_000, 500_000, 64 << 20, 256 << 20);
  }
}
