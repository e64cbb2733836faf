package dev.clew.collector.scrape.target;

import java.time.Instant;

/**
 * How the last scrape of a target went.
 *
 * @param time {@link Instant#EPOCH} before the first one
 * @param error empty when it went well
 * @param samples exposed
 * @param samplesKept left by relabelling
 * @param seriesAdded not known before
 * @param duplicates samples that were left out because their series had one already
 * @param bodyBytes decompressed; -1 when there were too many
 */
public record ScrapeResult(
    Instant time,
    double seconds,
    String error,
    int samples,
    int samplesKept,
    int seriesAdded,
    int duplicates,
    long bodyBytes) {
  static final ScrapeResult NONE = new ScrapeResult(Instant.EPOCH, 0, "", 0, 0, 0, 0, 0);

  /** As Prometheus names it. */
  public String health() {
    return time.equals(Instant.EPOCH) ? "unknown" : error.isEmpty() ? "up" : "down";
  }
}
