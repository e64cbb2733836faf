package dev.clew.storage.block.segment;

import dev.clew.model.TimeRange;
import dev.clew.storage.column.BlockRows;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A block whose bounds are known before it is read. */
public interface BlockHandle {
  int rows();

  /** Time of the oldest row. */
  long minTime();

  /** Time of the newest row. */
  long maxTime();

  /** Counts of the whole block, or null when only its rows can tell. */
  @Nullable BlockCounts counts();

  BlockRows open() throws IOException;

  /** For who reads everything once, and so leaves nothing behind for others. */
  default BlockRows openOnce() throws IOException {
    return open();
  }

  /** Whether all rows are in the range. */
  default boolean isWithin(TimeRange range) {
    return range.contains(minTime()) && range.contains(maxTime());
  }
}
