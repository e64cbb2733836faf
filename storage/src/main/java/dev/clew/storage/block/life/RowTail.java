package dev.clew.storage.block.life;

import dev.clew.model.QueryException;
import dev.clew.model.memory.QueryMemory;
import dev.clew.storage.block.filter.BlockMatcher;
import dev.clew.storage.block.scan.RowView;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.rows.Row;
import dev.clew.storage.rows.RowSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows a store: every matching row that is committed after the call that opened it, exactly once
 * and in the order of ingest. Rows wait in a queue of bounded size for {@link #take}; those that
 * find no room are counted instead. Ingest is never held up. Thread-safe.
 *
 * @param <T> what is kept of a row
 */
public final class RowTail<T> implements AutoCloseable {
  /** More than a busy team sends in a second; whoever is further behind skips. */
  public static final int DEFAULT_ROOM = 10_000;

  /** Holds {@link #DEFAULT_ROOM} lines of 800 bytes, when the memory of queries has room for it. */
  private static final long ROOM_BYTES = 8L << 20;

  private final RowSchema schema;
  private final BlockMatcher matcher;
  private final Reader<T> reader;
  private final int room;
  private final long firstSequence;
  private final Consumer<RowTail<?>> onClose;

  /** Of the one who opened it; the tail ends with its answer. */
  private final QueryMemory memory = QueryMemory.current();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Guarded by lock.
  private List<T> waiting = new ArrayList<>();
  private long waitingBytes;

  /** Of the batch that was taken last. */
  private long takenBytes;

  private long missed;
  private boolean ended;
  private @Nullable RuntimeException failure;

  /** Takes from a row what is wanted; called on a thread that all tails of the store share. */
  public interface Reader<T> {
    /**
     * Returns null when the row is not wanted after all. The row is valid during the call only.
     *
     * @throws QueryException ends the tail; so does any other exception
     */
    @Nullable T read(Row row);

    /** About how much memory it takes while it waits. */
    default long bytes(T value) {
      return 500;
    }
  }

  /**
   * What has come since the last time.
   *
   * @param rows oldest first
   * @param missed how many came after {@code rows} and were left out, because the queue was full.
   *     Exact, unless matching itself fell behind ingest: then it counts rows that were not looked
   *     at, too
   * @param ended nothing will follow: this tail or the store was closed
   */
  public record Batch<T>(List<T> rows, long missed, boolean ended) {
    public Batch {
      rows = List.copyOf(rows);
    }

    public boolean isEmpty() {
      return rows.isEmpty() && missed == 0;
    }
  }

  RowTail(
      RowSchema schema,
      BlockMatcher matcher,
      Reader<T> reader,
      int room,
      long firstSequence,
      Consumer<RowTail<?>> onClose) {
    this.schema = schema;
    this.matcher = matcher;
    this.reader = reader;
    this.room = room;
    this.firstSequence = firstSequence;
    this.onClose = onClose;
  }

  /** Rows from this sequence number on come through here; all before are found by a search. */
  public long firstSequence() {
    return firstSequence;
  }

  BlockMatcher matcher() {
    return matcher;
  }

  /**
   * Waits until there is something, and takes all of it.
   *
   * @return an empty batch when nothing came in that time
   * @throws RuntimeException what the reader threw
   */
  public Batch<T> take(Duration atMost) throws InterruptedException {
    long left = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && missed == 0 && !ended && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (waiting.isEmpty() && failure != null) {
        throw failure;
      }
      Batch<T> batch = new Batch<>(waiting, missed, ended);
      memory.give(takenBytes); // the batch before has been sent
      takenBytes = waitingBytes;
      waiting = new ArrayList<>();
      waitingBytes = 0;
      missed = 0;
      return batch;
    } finally {
      lock.unlock();
    }
  }

  void offer(BlockRows block, int row) {
    lock.lock();
    try {
      if (ended) {
        return;
      }
      // Whoever reads and finds no room would have to be told of rows between two others.
      if (missed > 0 || waiting.size() >= room || waitingBytes >= ROOM_BYTES) {
        missed++;
      } else {
        T value = reader.read(RowView.of(schema, block, row));
        if (value == null) {
          return;
        }
        long bytes = reader.bytes(value);
        if (!memory.tryTake(bytes)) {
          missed++;
        } else {
          waiting.add(value);
          waitingBytes += bytes;
        }
      }
      changed.signal();
    } catch (RuntimeException e) {
      fail(e);
    } catch (StackOverflowError e) {
      fail(new IllegalStateException("BUG: a tail's query is too deep", e));
    } finally {
      lock.unlock();
    }
  }

  void addMissed(long count) {
    lock.lock();
    try {
      missed += count;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  void fail(RuntimeException cause) {
    lock.lock();
    try {
      failure = cause;
      end();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more comes; what waits can still be taken. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends it; {@link #take} returns at once from then on. */
  @Override
  public void close() {
    end();
    onClose.accept(this);
  }
}
