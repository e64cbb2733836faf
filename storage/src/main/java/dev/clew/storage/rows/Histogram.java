package dev.clew.storage.rows;

import java.util.SortedMap;

/**
 * Rows over time.
 *
 * @param startNanos start of the first bucket
 * @param stepNanos width of a bucket
 * @param counts per number of the small field (rows without it under 0) the rows of each bucket
 */
public record Histogram(
    long startNanos, long stepNanos, SortedMap<Integer, long[]> counts, ScanReport report) {
  public long total() {
    return report.rows();
  }
}
