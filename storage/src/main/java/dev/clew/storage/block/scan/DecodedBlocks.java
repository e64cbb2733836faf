package dev.clew.storage.block.scan;

import dev.clew.model.memory.QueryMemory;
import dev.clew.storage.block.segment.BlockHandle;
import dev.clew.storage.column.BlockRows;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The blocks whose columns a query keeps decoded until their rows are given: those used last, and
 * as many as its memory has room for. Those it lets go are read again. Used by one thread.
 */
final class DecodedBlocks {
  private static final int MOST = 16;

  /** What compressed columns become, by an estimate. */
  private static final long EXPANSION = 8;

  /** Time and sequence number of a row. */
  private static final long ROW_BYTES = 16;

  private final QueryMemory memory = QueryMemory.current();
  private final Map<BlockHandle, Held> blocks = new LinkedHashMap<>(16, 0.75f, true);

  private record Held(BlockRows rows, long bytes) {}

  @Nullable BlockRows get(BlockHandle block) {
    Held held = blocks.get(block);
    return held == null ? null : held.rows();
  }

  void put(BlockHandle block, BlockRows rows) {
    long bytes = EXPANSION * rows.bytesRead() + ROW_BYTES * rows.rows();
    while (blocks.size() >= MOST) {
      letGoEldest();
    }
    while (!memory.tryTake(bytes)) {
      if (blocks.isEmpty()) {
        bytes = 0; // a single block is within what the number of queries bounds
        break;
      }
      letGoEldest();
    }
    blocks.put(block, new Held(rows, bytes));
  }

  private void letGoEldest() {
    var eldest = blocks.entrySet().iterator();
    memory.give(eldest.next().getValue().bytes());
    eldest.remove();
  }
}
