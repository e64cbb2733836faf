package dev.clew.logstore.logql.eval;

import dev.clew.storage.block.BlockStore;
import dev.clew.storage.block.RowKey;
import dev.clew.storage.block.RowQuery;
import dev.clew.storage.block.RowVisitor;
import dev.clew.storage.block.ScanReport;
import java.io.IOException;

/** Reads rows in order until the visitor has enough. */
final class Rows {
  private static final int FIRST_PAGE = 1_000;
  private static final int LARGEST_PAGE = 50_000;

  private Rows() {}

  static ScanReport inOrder(BlockStore blocks, RowQuery query, RowVisitor visitor)
      throws IOException {
    long deadline = System.nanoTime() + query.limits().timeout().toNanos();
    int page = Math.max(FIRST_PAGE, query.limit());
    RowKey after = query.after();
    ScanReport sum = null;
    boolean[] ended = {false};
    while (true) {
      java.time.Duration left =
          java.time.Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
      dev.clew.storage.block.QueryLimits l = query.limits();
      RowQuery paged =
          new RowQuery(
              query.filter(),
              query.range(),
              page,
              query.order(),
              after,
              new dev.clew.storage.block.QueryLimits(
                  left, l.maxRows(), l.maxBytes(), l.canceled()));
      ScanReport report =
          blocks.search(
              paged,
              row -> {
                ended[0] = !visitor.visit(row);
                return !ended[0];
              });
      sum = sum == null ? report : plus(sum, report);
      after = report.next();
      if (ended[0] || after == null || report.partial() != null) {
        return sum;
      }
      page = Math.min(LARGEST_PAGE, page * 4);
    }
  }

  private static ScanReport plus(ScanReport a, ScanReport b) {
    return new ScanReport(
        a.rows() + b.rows(),
        a.scannedRows() + b.scannedRows(),
        a.scannedBlocks() + b.scannedBlocks(),
        b.skippedBlocks(),
        a.bytesRead() + b.bytesRead(),
        a.elapsedNanos() + b.elapsedNanos(),
        b.partial(),
        b.next());
  }
}
