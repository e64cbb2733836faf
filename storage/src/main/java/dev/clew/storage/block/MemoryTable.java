package dev.clew.storage.block;

import dev.clew.model.TimeRange;
import dev.clew.storage.column.BlockBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The rows that are not on disk yet: per UTC day an open block, and the full ones before it.
 * Searched by brute force. Everything is guarded by {@link #lock}, which a writer holds for the
 * length of one batch.
 */
final class MemoryTable {
  /** A block's size: full enough to compress well, small enough to be read for one row. */
  static final int BLOCK_ROWS = 8192;

  static final long BLOCK_BYTES = 2 << 20;

  /** A block with more columns is ended early: its directory would outweigh its values. */
  static final int BLOCK_COLUMNS = 1000;

  private static final Duration FUTURE = Duration.ofDays(1);
  static final long DAY_NANOS = Duration.ofDays(1).toNanos();

  final ReentrantLock lock = new ReentrantLock();
  private final BlockSchema schema;
  private final BlockStoreConfig config;
  private final Clock clock;
  private final TreeMap<Long, BlockBuilder> open = new TreeMap<>();
  private final List<DayBlock> full = new ArrayList<>();
  private @Nullable BlockBuilder lastBlock;
  private long lastDay;
  private long nowNanos;
  private long retainedSince;
  private long nextSequence;
  private long batchSequence;
  private long position;
  private long batchDropped;
  private long batchClamped;
  private long droppedTooOld;
  private long clampedFuture;

  /** A block and the UTC day its rows belong to, as a number of days since the epoch. */
  record DayBlock(long day, BlockBuilder block) {}

  /** Everything that {@link #freeze} took out, to be written to disk. */
  record Frozen(List<DayBlock> blocks, long position, long nextSequence) {}

  MemoryTable(BlockSchema schema, BlockStoreConfig config, Clock clock) {
    this.schema = schema;
    this.config = config;
    this.clock = clock;
  }

  void start(long committedPosition, long firstSequence) {
    position = committedPosition;
    nextSequence = firstSequence;
  }

  void lockBatch() {
    lock.lock();
    nowNanos = TimeRange.nanosOf(clock.instant());
    retainedSince = retainedSince(nowNanos, config.retention());
    batchSequence = nextSequence;
    batchDropped = 0;
    batchClamped = 0;
  }

  /** The first instant of the oldest day that is kept. */
  static long retainedSince(long nowNanos, Duration retention) {
    return Math.floorDiv(nowNanos - retention.toNanos(), DAY_NANOS) * DAY_NANOS;
  }

  @Nullable BlockBuilder begin(long timeNanos) {
    if (timeNanos < retainedSince) {
      batchDropped++;
      return null;
    }
    long time = timeNanos;
    if (time > nowNanos + FUTURE.toNanos()) {
      batchClamped++;
      time = nowNanos;
    }
    BlockBuilder block = blockOf(Math.floorDiv(time, DAY_NANOS));
    block.begin(time, batchSequence);
    return block;
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
    open.values().forEach(BlockBuilder::mark);
    nextSequence = batchSequence;
    position = newPosition;
    droppedTooOld += batchDropped;
    clampedFuture += batchClamped;
    for (var day : List.copyOf(open.entrySet())) {
      BlockBuilder block = day.getValue();
      if (block.rows() >= BLOCK_ROWS
          || block.rawBytes() >= BLOCK_BYTES
          || block.columnCount() >= BLOCK_COLUMNS) {
        full.add(new DayBlock(day.getKey(), block));
        open.remove(day.getKey());
        lastBlock = null;
      }
    }
  }

  void close(boolean committed) {
    if (!committed) {
      open.values().forEach(BlockBuilder::rollback);
    }
    lock.unlock();
  }

  /** All blocks with their accepted rows. The caller holds the lock. */
  List<DayBlock> blocks() {
    List<DayBlock> all = new ArrayList<>(full);
    open.forEach((day, block) -> all.add(new DayBlock(day, block)));
    return all;
  }

  /** Takes all rows out. The caller holds the lock. */
  Frozen freeze() {
    List<DayBlock> all = blocks().stream().filter(b -> b.block().rows() > 0).toList();
    full.clear();
    open.clear();
    lastBlock = null;
    return new Frozen(all, position, nextSequence);
  }

  long position() {
    return position;
  }

  long rows() {
    return blocks().stream().mapToLong(b -> b.block().rows()).sum();
  }

  long rawBytes() {
    return blocks().stream().mapToLong(b -> b.block().rawBytes()).sum();
  }

  long droppedTooOld() {
    return droppedTooOld;
  }

  long clampedFuture() {
    return clampedFuture;
  }
}
