package dev.clew.logstore.logql.result;

import dev.clew.storage.rows.ScanReport;
import org.jspecify.annotations.Nullable;

/**
 * What a query has cost, over all its selectors.
 *
 * @param rows lines that went through the stages, or were counted
 * @param scannedRows rows looked at
 * @param bytesRead bytes read from storage
 * @param partial which bound ended it early, as a sentence; null when the answer is whole
 */
public record LogqlStatistics(
    long rows,
    long scannedRows,
    long scannedBlocks,
    long skippedBlocks,
    long bytesRead,
    long elapsedNanos,
    @Nullable String partial) {
  public static final LogqlStatistics NONE = new LogqlStatistics(0, 0, 0, 0, 0, 0, null);

  public LogqlStatistics plus(ScanReport report) {
    return new LogqlStatistics(
        rows + report.rows(),
        scannedRows + report.scannedRows(),
        scannedBlocks + report.scannedBlocks(),
        skippedBlocks + report.skippedBlocks(),
        bytesRead + report.bytesRead(),
        elapsedNanos + report.elapsedNanos(),
        partial == null ? report.partial() : partial);
  }
}
