package dev.clew.storage.block.life;

import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.segment.Snapshot;
import dev.clew.storage.block.segment.Tombstone;
import dev.clew.storage.block.segment.Tombstones;
import dev.clew.storage.rows.Deletion;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Works out what a filter deletes, one deletion at a time. */
public final class Deleting {
  private final MemoryTable memory;
  private final Tombstones tombstones;
  private final Supplier<Snapshot> snapshots;
  private final Runnable deleted;
  private final Clock clock;

  /** Held while a deletion is worked out; taken before the lock of the memory table. */
  private final ReentrantLock lock = new ReentrantLock();

  /**
   * A moment in the life of the store.
   *
   * @param position of the last batch before it
   * @param sequence of the first row behind it
   */
  public record Mark(long position, long sequence, long millis) {}

  /**
   * @param snapshots asked under the lock of the memory table
   * @param deleted called when there are bytes to be removed
   */
  public Deleting(
      MemoryTable memory,
      Tombstones tombstones,
      Supplier<Snapshot> snapshots,
      Runnable deleted,
      Clock clock) {
    this.memory = memory;
    this.tombstones = tombstones;
    this.snapshots = snapshots;
    this.deleted = deleted;
    this.clock = clock;
  }

  public Mark mark() {
    memory.lock.lock();
    try {
      return new Mark(memory.position(), memory.nextSequence(), clock.millis());
    } finally {
      memory.lock.unlock();
    }
  }

  /**
   * @throws dev.clew.model.QueryException unless the filter rules something out, and can be kept
   */
  public void check(Filter filter) {
    tombstones.check(filter);
  }

  /**
   * @param filter without a present of its own
   * @param then deletes what was stored at that moment; null for now
   * @throws dev.clew.model.QueryException when the filter would delete every row of the range
   */
  public Deletion delete(Filter filter, TimeRange range, @Nullable Mark then) throws IOException {
    check(filter);
    lock.lock();
    try {
      Tombstone tombstone;
      Snapshot now;
      memory.lock.lock();
      try {
        Mark mark = then == null ? mark() : then;
        tombstone =
            tombstones.begin(filter, range, mark.position(), mark.sequence(), mark.millis());
        now = snapshots.get();
      } finally {
        memory.lock.unlock();
      }
      try (now) {
        Deletion deletion = tombstones.add(tombstone.withRows(now.count(tombstone)));
        deleted.run();
        return deletion;
      }
    } finally {
      lock.unlock();
    }
  }
}
