package dev.clew.storage.block.life;

import dev.clew.storage.block.segment.BlockHandle;
import dev.clew.storage.block.segment.Partition;
import dev.clew.storage.block.segment.SealedBlock;
import dev.clew.storage.block.segment.Tombstones;
import dev.clew.storage.column.BlockBuilder;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.ChosenRows;
import dev.clew.storage.rows.RowSchema;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The rows that are not on disk yet: per UTC day an open block, and the full ones before it.
 * Searched by brute force. Everything is guarded by {@link #lock}, which a writer holds for the
 * length of one batch.
 */
public final class MemoryTable {
  /** A block with more columns is ended early: its directory would outweigh its values. */
  static final int BLOCK_COLUMNS = 1000;

  public final ReentrantLock lock;
  public final LiveRows tailing;
  private final Tombstones tombstones;
  private final RowSchema schema;
  private final Retention retention;
  private final TreeMap<Long, BlockBuilder> open = new TreeMap<>();
  private final List<SealedBlock> sealed = new ArrayList<>();
  private @Nullable BlockBuilder lastBlock;
  private long lastDay;
  private long sealedRawBytes;
  private Retention.Bounds bounds = new Retention.Bounds(0, 0, 0);
  private long nextSequence;
  private long batchSequence;
  private long position;
  private long batchDropped;
  private long batchClamped;
  private long lastTime;
  private long droppedTooOld;
  private long clampedFuture;

  /** What a flush moves to disk: everything committed so far. */
  public record Frozen(List<SealedBlock> blocks, long position, long nextSequence) {}

  public MemoryTable(RowSchema schema, Retention retention, Tombstones tombstones) {
    this.lock = tombstones.viewLock();
    this.tombstones = tombstones;
    this.schema = schema;
    this.retention = retention;
    this.tailing = new LiveRows(schema, this, "clew-tail");
  }

  public void start(long committedPosition, long firstSequence) {
    position = committedPosition;
    nextSequence = firstSequence;
  }

  public void lockBatch() {
    lock.lock();
    bounds = retention.bounds();
    batchSequence = nextSequence;
    batchDropped = 0;
    batchClamped = 0;
  }

  @Nullable BlockBuilder begin(long timeNanos) {
    if (timeNanos < bounds.oldestNanos()) {
      batchDropped++;
      return null;
    }
    long time = timeNanos;
    if (time > bounds.newestNanos()) {
      batchClamped++;
      time = bounds.nowNanos();
    }
    lastTime = time;
    BlockBuilder block = blockOf(Math.floorDiv(time, Partition.DAY_NANOS));
    block.begin(time, batchSequence);
    return block;
  }

  /** The time under which the last row was begun. */
  long lastTime() {
    return lastTime;
  }

  /** Rows mostly come in the order of time, so the day is mostly the one before. */
  private BlockBuilder blockOf(long day) {
    BlockBuilder block = lastBlock;
    if (block == null || day != lastDay) {
      block = open.computeIfAbsent(day, d -> new BlockBuilder(schema.columnKeys()));
      lastBlock = block;
      lastDay = day;
    }
    return block;
  }

  void end(BlockBuilder block) {
    block.end();
    batchSequence++;
  }

  void commit(long newPosition) {
    tombstones.beforeBatch(newPosition, nextSequence);
    open.values().forEach(BlockBuilder::mark);
    nextSequence = batchSequence;
    position = newPosition;
    droppedTooOld += batchDropped;
    clampedFuture += batchClamped;
    for (var day : List.copyOf(open.entrySet())) {
      BlockBuilder block = day.getValue();
      if (block.rows() >= SealedBlock.MOST_ROWS
          || block.rawBytes() >= SealedBlock.MOST_BYTES
          || block.columnCount() >= BLOCK_COLUMNS) {
        seal(day.getKey(), block);
      }
    }
    tailing.committed();
  }

  void close(boolean committed) {
    if (!committed) {
      open.values().forEach(BlockBuilder::rollback);
    }
    lock.unlock();
  }

  private void seal(long day, BlockBuilder block) {
    BlockRows rows = block.view();
    for (Map.Entry<Integer, BitSet> part : retention.classes(rows).entrySet()) {
      Partition partition = new Partition(day, part.getKey());
      int count = part.getValue().cardinality();
      if (retention.isExpired(partition)) {
        droppedTooOld += count;
      } else {
        BlockRows own = count == rows.rows() ? rows : new ChosenRows(rows, part.getValue());
        sealed.addAll(SealedBlock.of(schema, partition, own));
      }
    }
    tailing.ended(rows);
    sealedRawBytes += block.rawBytes();
    open.remove(day);
    lastBlock = null;
  }

  /** All blocks with rows. The caller holds the lock. */
  public List<BlockHandle> blocks() {
    List<BlockHandle> all = new ArrayList<>(sealed);
    for (BlockBuilder block : open.values()) {
      if (block.rows() > 0) {
        all.add(MemoryBlock.of(block.view()));
      }
    }
    return all;
  }

  /** The rows of the blocks that are not full yet. The caller holds the lock. */
  List<BlockRows> openBlocks() {
    return open.values().stream().map(BlockBuilder::view).toList();
  }

  /** The sequence number of the next row. The caller holds the lock. */
  long nextSequence() {
    return nextSequence;
  }

  /** Ends all open blocks and returns everything; it stays here until {@link #forget}. */
  public Frozen freeze() {
    lock.lock();
    try {
      for (var day : List.copyOf(open.entrySet())) {
        if (day.getValue().rows() > 0) {
          seal(day.getKey(), day.getValue());
        }
      }
      open.clear();
      lastBlock = null;
      return new Frozen(List.copyOf(sealed), position, nextSequence);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets blocks that are on disk now. The caller holds the lock. */
  void forget(Frozen flushed) {
    // No batch comes between freeze and here: the thread that flushes is the one that writes.
    sealed.subList(0, flushed.blocks().size()).clear();
    sealedRawBytes = 0;
  }

  public long position() {
    return position;
  }

  public long rows() {
    long rows = 0;
    for (SealedBlock block : sealed) {
      rows += block.rows();
    }
    for (BlockBuilder block : open.values()) {
      rows += block.rows();
    }
    return rows;
  }

  /** Uncompressed size of what is open, and what the ended blocks take up. */
  public long memoryBytes() {
    long bytes = 0;
    for (SealedBlock block : sealed) {
      bytes += block.memoryBytes();
    }
    for (BlockBuilder block : open.values()) {
      bytes += block.rawBytes();
    }
    return bytes;
  }

  /** Uncompressed size of everything since the last flush. */
  public long rawBytes() {
    long bytes = sealedRawBytes;
    for (BlockBuilder block : open.values()) {
      bytes += block.rawBytes();
    }
    return bytes;
  }

  public long droppedTooOld() {
    return droppedTooOld;
  }

  public long clampedFuture() {
    return clampedFuture;
  }
}
