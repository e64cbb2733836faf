package dev.clew.storage.block.life;

import dev.clew.storage.block.segment.BlockCounts;
import dev.clew.storage.block.segment.BlockHandle;
import dev.clew.storage.column.BlockRows;
import org.jspecify.annotations.Nullable;

/** A view of a block in memory. */
record MemoryBlock(BlockRows view, int rows, long minTime, long maxTime) implements BlockHandle {
  static MemoryBlock of(BlockRows view) {
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    long[] times = view.times();
    for (int row = 0; row < view.rows(); row++) {
      min = Math.min(min, times[row]);
      max = Math.max(max, times[row]);
    }
    return new MemoryBlock(view, view.rows(), min, max);
  }

  @Override
  public @Nullable BlockCounts counts() {
    return null;
  }

  @Override
  public BlockRows open() {
    return view;
  }
}
