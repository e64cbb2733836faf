package dev.clew.storage.block;

import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Works out what a filter deletes, one deletion at a time. */
final class Deleting {
  private final Tombstones tombstones;

  /** Held while a deletion is worked out. */
  private final ReentrantLock lock = new ReentrantLock();

  Deleting(Tombstones tombstones) {
    this.tombstones = tombstones;
  }

  /**
   * @param snapshot asked under the lock of the memory table
   * @throws dev.clew.model.QueryException when the filter would delete every row of the range
   */
  Deletion delete(
      Filter filter,
      TimeRange range,
      MemoryTable memory,
      Supplier<Snapshot> snapshot,
      long nowMillis)
      throws IOException {
    tombstones.check(filter);
    lock.lock();
    try {
      Tombstone tombstone;
      Snapshot now;
      memory.lock.lock();
      try {
        tombstone =
            tombstones.begin(filter, range, memory.position(), memory.nextSequence(), nowMillis);
        now = snapshot.get();
      } finally {
        memory.lock.unlock();
      }
      try (now) {
        return tombstones.add(tombstone.withRows(now.count(tombstone)));
      }
    } finally {
      lock.unlock();
    }
  }
}
