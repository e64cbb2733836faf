package dev.clew.metricsstore;

import java.util.Map;

/**
 * What the store looks like at one instant. Counts are since the start of the process unless said
 * otherwise.
 *
 * @param activeSeries series of the latest day
 * @param days partitions on disk
 * @param segments data files on disk
 * @param storedSamples samples on disk; one that was sent twice may count twice until compaction
 * @param bytesOnDisk size of all files of the store
 * @param ingestedSamples samples taken
 * @param uncommittedSamples samples in memory that are not on disk yet
 * @param droppedPoints points that were not stored, by reason in lower case
 * @param quarantinedFiles files that turned out to be damaged and were set aside
 * @param committedPosition position in the write-ahead buffer up to which everything is on disk
 */
public record MetricsStoreStatus(
    long activeSeries,
    int days,
    int segments,
    long storedSamples,
    long bytesOnDisk,
    long ingestedSamples,
    long uncommittedSamples,
    Map<String, Long> droppedPoints,
    long quarantinedFiles,
    long committedPosition) {
  public MetricsStoreStatus {
    droppedPoints = Map.copyOf(droppedPoints);
  }
}
