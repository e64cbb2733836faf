package dev.clew.storage.rows;

import org.jspecify.annotations.Nullable;

/**
 * What a query has cost, and whether its answer is whole.
 *
 * @param rows rows delivered or counted
 * @param scannedRows rows looked at
 * @param scannedBlocks blocks read
 * @param skippedBlocks blocks of the range that index or early stop made unnecessary
 * @param bytesRead bytes read from storage
 * @param partial which bound ended it early, as a sentence; null when the answer is whole
 * @param next where the next page begins ({@link RowQuery#after}); null when there are no more rows
 */
public record ScanReport(
    long rows,
    long scannedRows,
    int scannedBlocks,
    int skippedBlocks,
    long bytesRead,
    long elapsedNanos,
    @Nullable String partial,
    @Nullable RowKey next) {}
