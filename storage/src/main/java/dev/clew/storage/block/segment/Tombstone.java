package dev.clew.storage.block.segment;

import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.filter.BlockMatcher;
import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.index.IndexQuery;
import java.io.IOException;
import java.util.BitSet;

/**
 * Rows that were deleted and that nobody may see, although their bytes may still be there: those
 * that match the filter, lie in the range and were ingested before the deletion.
 *
 * @param position of the last batch in the write-ahead buffer that the deletion covers
 * @param sequence the first row that the deletion does not cover; {@link #OPEN} while the batches
 *     up to the position come again from the buffer, because rows get their numbers anew then
 * @param rows how many there were
 */
public record Tombstone(
    String id,
    Filter filter,
    TimeRange range,
    long position,
    long sequence,
    long rows,
    long requestedMillis,
    BlockMatcher matcher,
    IndexQuery terms) {
  static final long OPEN = Long.MAX_VALUE;

  Tombstone upTo(long newSequence) {
    return new Tombstone(
        id, filter, range, position, newSequence, rows, requestedMillis, matcher, terms);
  }

  public Tombstone withRows(long count) {
    return new Tombstone(
        id, filter, range, position, sequence, count, requestedMillis, matcher, terms);
  }

  /** The deleted rows of a block. */
  BitSet rowsOf(BlockHandle block) throws IOException {
    if (!range.overlaps(block.minTime(), block.maxTime())) {
      return new BitSet();
    }
    try {
      BlockRows rows = block.openOnce();
      BitSet found = matcher.match(rows, Scan.all(rows.rows()));
      for (int row = found.nextSetBit(0); row >= 0; row = found.nextSetBit(row + 1)) {
        if (!range.contains(rows.times()[row]) || rows.sequences()[row] >= sequence) {
          found.clear(row);
        }
      }
      return found;
    } catch (CorruptBlockException e) {
      return new BitSet(); // nobody can see them
    }
  }
}
