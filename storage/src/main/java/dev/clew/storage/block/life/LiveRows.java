package dev.clew.storage.block.life;

import dev.clew.model.QueryException;
import dev.clew.storage.block.filter.BlockMatcher;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.rows.RowSchema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Gives committed rows to the tails of a store.
 *
 * <p>The thread that ingests only wakes the one in here, and not even that when nobody follows.
 * That thread takes a view of the open blocks, as a query does, and looks at the rows with sequence
 * numbers it has not seen. A block that is ended in between (it was full, or a flush began) is
 * handed over as it is ended, so that none of its rows is passed by.
 */
public final class LiveRows {
  /** Ended blocks that wait for a look; beyond it matching is slower than ingest, and skips. */
  private static final int ENDED_BLOCKS = 16;

  /** Each is matched against every row on one thread. */
  private static final int MOST_TAILS = 64;

  /** Between two looks, so that many small batches cost no more than a few large ones. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final RowSchema schema;
  private final MemoryTable memory;
  private final String threadName;

  // Guarded by the table's lock, but for what is volatile: that is only written under it.
  private final Deque<BlockRows> ended = new ArrayDeque<>();
  private final List<RowTail<?>> tails = new ArrayList<>();
  private long seen;
  private long unseen;
  private volatile @Nullable Thread thread;
  private volatile boolean due;

  /** What one look finds. */
  private record Look(List<BlockRows> blocks, long from, List<RowTail<?>> tails, long unseen) {}

  private record Hit(long sequence, BlockRows block, int row) {}

  LiveRows(RowSchema schema, MemoryTable memory, String threadName) {
    this.schema = schema;
    this.memory = memory;
    this.threadName = threadName;
  }

  public <T> RowTail<T> open(BlockMatcher matcher, RowTail.Reader<T> reader, int room) {
    memory.lock.lock();
    try {
      if (tails.size() >= MOST_TAILS) {
        throw new QueryException(
            QueryException.Kind.LIMIT,
            "live tails: " + tails.size() + " are open already (expected: < " + MOST_TAILS + ")",
            -1);
      }
      RowTail<T> tail =
          new RowTail<>(schema, matcher, reader, room, memory.nextSequence(), this::remove);
      if (thread == null) {
        ended.clear();
        seen = memory.nextSequence();
        unseen = 0;
        thread = Thread.ofPlatform().name(threadName).daemon(true).start(this::run);
      }
      tails.add(tail);
      return tail;
    } finally {
      memory.lock.unlock();
    }
  }

  private void remove(RowTail<?> tail) {
    memory.lock.lock();
    try {
      tails.remove(tail);
      if (tails.isEmpty()) {
        wake();
      }
    } finally {
      memory.lock.unlock();
    }
  }

  /** A batch was committed. */
  void committed() {
    if (thread != null && !due) {
      wake();
    }
  }

  private void wake() {
    due = true;
    LockSupport.unpark(thread);
  }

  /** A block is ended and leaves the table. */
  void ended(BlockRows block) {
    if (thread == null) {
      return;
    }
    ended.add(block);
    if (ended.size() > ENDED_BLOCKS) {
      BlockRows oldest = ended.remove();
      unseen += oldest.rows() - firstRow(oldest, seen);
    }
  }

  /** Ends all tails. */
  public void close() {
    memory.lock.lock();
    try {
      List.copyOf(tails).forEach(RowTail::close);
    } finally {
      memory.lock.unlock();
    }
  }

  private void run() {
    while (true) {
      while (!due) {
        LockSupport.park(this);
      }
      Look look = look();
      if (look == null) {
        return;
      }
      for (RowTail<?> tail : look.tails()) {
        give(look, tail);
      }
      long until = System.nanoTime() + PAUSE_NANOS;
      for (long left = PAUSE_NANOS; left > 0; left = until - System.nanoTime()) {
        LockSupport.parkNanos(this, left);
      }
    }
  }

  /** Returns null when nobody follows any more: the thread ends, and nothing is kept for it. */
  private @Nullable Look look() {
    memory.lock.lock();
    try {
      due = false;
      if (tails.isEmpty()) {
        ended.clear();
        thread = null;
        return null;
      }
      List<BlockRows> blocks = new ArrayList<>(ended);
      ended.clear();
      blocks.addAll(memory.openBlocks());
      Look look = new Look(blocks, seen, List.copyOf(tails), unseen);
      seen = memory.nextSequence();
      unseen = 0;
      return look;
    } finally {
      memory.lock.unlock();
    }
  }

  private static void give(Look look, RowTail<?> tail) {
    try {
      if (look.unseen() > 0) {
        tail.addMissed(look.unseen());
      }
      List<Hit> hits = new ArrayList<>();
      for (BlockRows block : look.blocks()) {
        int first = firstRow(block, Math.max(look.from(), tail.firstSequence()));
        if (first < block.rows()) {
          BitSet rows = new BitSet(block.rows());
          rows.set(first, block.rows());
          BitSet matched = tail.matcher().match(block, rows);
          for (int row = matched.nextSetBit(first); row >= 0; row = matched.nextSetBit(row + 1)) {
            hits.add(new Hit(block.sequences()[row], block, row));
          }
        }
      }
      if (look.blocks().size() > 1) {
        hits.sort(Comparator.comparingLong(Hit::sequence)); // days and blocks interleave
      }
      for (Hit hit : hits) {
        tail.offer(hit.block(), hit.row());
      }
    } catch (RuntimeException e) {
      tail.fail(e);
    } catch (StackOverflowError e) {
      tail.fail(new IllegalStateException("the filter is too deep for these rows", e));
    }
  }

  /** Rows of a block in memory stand in the order of their sequence numbers. */
  private static int firstRow(BlockRows block, long sequence) {
    int first = Arrays.binarySearch(block.sequences(), 0, block.rows(), sequence);
    return first < 0 ? -first - 1 : first;
  }
}
