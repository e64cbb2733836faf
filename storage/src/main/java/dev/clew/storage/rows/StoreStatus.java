package dev.clew.storage.rows;

/**
 * A store in figures.
 *
 * @param rows rows on disk and in memory
 * @param bytes bytes on disk
 * @param days daily partitions
 * @param oldestNanos time of the oldest row, 0 when there is none
 * @param memoryRows rows not flushed yet
 * @param memoryBytes about what they take up
 * @param droppedTooOld rows refused because they were beyond retention, since the start
 * @param clampedFuture rows from the future that were filed under the present, since the start
 * @param corruptFiles things found damaged or missing, since the start
 * @param work what was written to disk
 * @param cache what queries found in memory
 */
public record StoreStatus(
    long rows,
    long bytes,
    int days,
    long oldestNanos,
    long memoryRows,
    long memoryBytes,
    long droppedTooOld,
    long clampedFuture,
    int segments,
    int corruptFiles,
    Work work,
    Cache cache) {

  /**
   * What the store has written and dropped since the start.
   *
   * @param flushedBytes by flushes
   * @param writtenAgainBytes by merges
   * @param droppedForSpaceRows dropped before their retention ended
   * @param mergingWaits whether merging waits for disk space
   */
  public record Work(
      long flushedBytes, long writtenAgainBytes, long droppedForSpaceRows, boolean mergingWaits) {}

  /**
   * Columns of blocks on disk that are kept in memory for the next query.
   *
   * @param hits columns found, since the start
   * @param misses columns that had to be read
   * @param bytes about what they take up
   */
  public record Cache(long hits, long misses, long bytes) {}
}
