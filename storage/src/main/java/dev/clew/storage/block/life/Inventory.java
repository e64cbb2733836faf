package dev.clew.storage.block.life;

import dev.clew.storage.block.segment.Segment;
import dev.clew.storage.rows.StoreStatus;
import java.util.List;

/** What a store has, in figures. */
public final class Inventory {
  private Inventory() {}

  /** In memory and on disk at one instant. */
  public static StoreStatus of(
      MemoryTable memory, Segments segments, Expiry expiry, Compactor compactor) {
    long memoryRows;
    long memoryBytes;
    List<Segment> held;
    memory.lock.lock();
    try {
      memoryRows = memory.rows();
      memoryBytes = memory.memoryBytes();
      held = segments.acquire();
    } finally {
      memory.lock.unlock();
    }
    try {
      return new StoreStatus(
          memoryRows + held.stream().mapToLong(Segment::rows).sum(),
          held.stream().mapToLong(Segment::bytes).sum(),
          (int) held.stream().mapToLong(segment -> segment.partition().day()).distinct().count(),
          held.stream().mapToLong(Segment::minTime).min().orElse(0),
          memoryRows,
          memoryBytes,
          memory.droppedTooOld(),
          memory.clampedFuture(),
          held.size(),
          segments.corruptFiles(),
          new StoreStatus.Work(
              segments.flushedBytes(),
              segments.writtenAgainBytes(),
              expiry.droppedForSpaceRows(),
              compactor.isShortOfSpace()),
          segments.cacheStatus());
    } finally {
      held.forEach(Segment::release);
    }
  }
}
