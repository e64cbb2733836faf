package dev.clew.tracestore;

import dev.clew.storage.rows.ScanReport;
import org.jspecify.annotations.Nullable;

/**
 * What an answer has cost, over all scans that it took.
 *
 * @param partial which bound ended one of them early, as a sentence; null when the answer is whole
 */
public record QueryCost(
    long elapsedNanos,
    long scannedRows,
    int scannedBlocks,
    int skippedBlocks,
    long bytesRead,
    @Nullable String partial) {
  public static final QueryCost NONE = new QueryCost(0, 0, 0, 0, 0, null);

  public QueryCost plus(ScanReport report) {
    return new QueryCost(
        elapsedNanos + report.elapsedNanos(),
        scannedRows + report.scannedRows(),
        scannedBlocks + report.scannedBlocks(),
        skippedBlocks + report.skippedBlocks(),
        bytesRead + report.bytesRead(),
        partial == null ? report.partial() : partial);
  }
}
