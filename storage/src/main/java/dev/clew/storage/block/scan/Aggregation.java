package dev.clew.storage.block.scan;

import dev.clew.model.TimeRange;
import dev.clew.storage.block.filter.BlockMatcher;
import dev.clew.storage.block.segment.BlockCounts;
import dev.clew.storage.block.segment.BlockHandle;
import dev.clew.storage.block.segment.Scan;
import dev.clew.storage.block.segment.Snapshot;
import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.ScanReport;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiConsumer;

/** Visits the matching rows of every candidate block, in no particular order. */
public final class Aggregation {
  private final TimeRange range;
  private final BlockMatcher matcher;
  private final Scan scan;
  private final BiConsumer<BlockHandle, CorruptBlockException> damaged;

  /** Takes the matching rows of one block. */
  @FunctionalInterface
  public interface Rows {
    /** Returns false to end the query. */
    boolean take(BlockRows block, BitSet rows);
  }

  /** Takes a block as a whole when its counts suffice; returns false when its rows are needed. */
  @FunctionalInterface
  public interface Whole {
    boolean take(BlockHandle block, BlockCounts counts);
  }

  public Aggregation(
      TimeRange range,
      BlockMatcher matcher,
      QueryLimits limits,
      BiConsumer<BlockHandle, CorruptBlockException> damaged) {
    this.damaged = damaged;
    this.range = range;
    this.matcher = matcher;
    this.scan = new Scan(limits);
  }

  public ScanReport run(Snapshot.Candidates found, Whole whole, Rows rows) throws IOException {
    List<BlockHandle> candidates = found.blocks();
    scan.skipped(found.skipped());
    boolean unfiltered = matcher.wantsAll();
    for (int i = 0; i < candidates.size(); i++) {
      BlockHandle handle = candidates.get(i);
      if (!scan.mayGoOn()) {
        scan.skipped(candidates.size() - i);
        break;
      }
      BlockCounts counts = handle.counts();
      if (unfiltered && counts != null && handle.isWithin(range) && whole.take(handle, counts)) {
        scan.delivered(handle.rows());
        scan.skipped(1);
        continue;
      }
      try {
        if (!take(handle, rows)) {
          break;
        }
      } catch (CorruptBlockException e) {
        damaged.accept(handle, e);
        scan.damaged(handle);
      }
    }
    return scan.report();
  }

  private boolean take(BlockHandle handle, Rows rows) throws IOException {
    BlockRows block = handle.open();
    BitSet wanted = Scan.all(block.rows());
    if (!handle.isWithin(range)) {
      long[] times = block.times();
      for (int row = 0; row < block.rows(); row++) {
        if (!range.contains(times[row])) {
          wanted.clear(row);
        }
      }
    }
    BitSet matched = wanted.isEmpty() ? wanted : matcher.match(block, wanted);
    boolean goOn = true;
    if (!matched.isEmpty()) {
      scan.delivered(matched.cardinality());
      goOn = rows.take(block, matched);
    }
    scan.read(block);
    return goOn;
  }
}
