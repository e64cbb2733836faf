package dev.clew.metricsstore.segment;

import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/**
 * Samples of a segment that count no more, though they still stand in the file. Immutable.
 *
 * @param series numbers of the series
 * @param startMillis first deleted time
 * @param endMillis last deleted time
 */
public record Deletion(ImmutableRoaringBitmap series, long startMillis, long endMillis) {
  boolean covers(long timeMillis) {
    return timeMillis >= startMillis && timeMillis <= endMillis;
  }
}
