package dev.clew.storage.block.segment;

import dev.clew.model.QueryException;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.RowKey;
import dev.clew.storage.rows.ScanReport;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Keeps a query within its limits, and counts what it costs. */
public final class Scan {
  private final QueryLimits limits;
  private final long began = System.nanoTime();
  private long rows;
  private long scannedRows;
  private int scannedBlocks;
  private int skippedBlocks;
  private long bytesRead;
  private @Nullable String partial;
  private long lostRows;
  private boolean lostUnknown;
  private int lostBlocks;
  private @Nullable RowKey next;

  public Scan(QueryLimits limits) {
    this.limits = limits;
  }

  /** Whether the query may go on; asked before each block. */
  public boolean mayGoOn() {
    if (limits.canceled().getAsBoolean()) {
      throw new QueryException(QueryException.Kind.CANCELED, "the query was canceled", -1);
    }
    if (partial == null) {
      if (System.nanoTime() - began > limits.timeout().toNanos()) {
        partial = "The query was ended after " + limits.timeout().toMillis() + " ms.";
      } else if (scannedRows >= limits.maxRows()) {
        partial = "The query was ended after looking at " + scannedRows + " rows.";
      } else if (bytesRead >= limits.maxBytes()) {
        partial = "The query was ended after reading " + bytesRead + " bytes.";
      }
    }
    return partial == null;
  }

  public void read(BlockRows block) {
    scannedBlocks++;
    scannedRows += block.rows();
    bytesRead += block.bytesRead();
  }

  /** A block could not be read; the answer goes on without it. */
  public void damaged(BlockHandle block) {
    lostBlocks += block instanceof LostRows lost ? lost.blocks() : 1;
    lostRows += Math.max(0, block.rows());
    lostUnknown |= block.rows() < 0;
  }

  public void skipped(int blocks) {
    skippedBlocks += blocks;
  }

  public void delivered(long more) {
    rows += more;
  }

  public void continueAfter(@Nullable RowKey key) {
    next = key;
  }

  public static BitSet all(int rows) {
    BitSet all = new BitSet(rows);
    all.set(0, rows);
    return all;
  }

  public ScanReport report() {
    return new ScanReport(
        rows,
        scannedRows,
        scannedBlocks,
        skippedBlocks,
        bytesRead,
        System.nanoTime() - began,
        partial != null ? partial : damage(),
        next);
  }

  private @Nullable String damage() {
    if (lostBlocks == 0) {
      return null;
    }
    return LostRows.sentence(lostUnknown ? LostRows.UNKNOWN : lostRows, lostBlocks) + ".";
  }
}
