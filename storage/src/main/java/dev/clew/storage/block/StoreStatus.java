package dev.clew.storage.block;

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
 * @param corruptFiles files set aside because they were damaged, since the start
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
    int corruptFiles) {}
