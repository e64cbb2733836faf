package dev.clew.storage.block.segment;

import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.ChosenRows;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A block as queries see it while the bytes of deleted rows are still in it. */
public final class WithoutDeleted implements BlockHandle {
  private final BlockHandle block;
  private final BitSet visible;

  WithoutDeleted(BlockHandle block, BitSet deleted) {
    this.block = block;
    this.visible = Scan.all(block.rows());
    visible.andNot(deleted);
  }

  public BlockHandle whole() {
    return block;
  }

  @Override
  public int rows() {
    return visible.cardinality();
  }

  /** Time of the oldest row, deleted or not. */
  @Override
  public long minTime() {
    return block.minTime();
  }

  /** Time of the newest row, deleted or not. */
  @Override
  public long maxTime() {
    return block.maxTime();
  }

  @Override
  public @Nullable BlockCounts counts() {
    return null;
  }

  @Override
  public BlockRows open() throws IOException {
    return new ChosenRows(block.open(), visible);
  }

  @Override
  public BlockRows openOnce() throws IOException {
    return new ChosenRows(block.openOnce(), visible);
  }

  @Override
  public String toString() {
    return block.toString();
  }
}
