package dev.clew.storage.block;

import dev.clew.storage.block.life.Compactor;
import dev.clew.storage.block.segment.Snapshot;
import dev.clew.storage.upkeep.Disk;

/** What a store keeps to itself, for tests of its parts in their own packages. */
public final class StoreInsides {
  private StoreInsides() {}

  /** The caller closes it. */
  public static Snapshot snapshot(BlockStore store) {
    return store.snapshot();
  }

  /** Merges when that disk has room. */
  public static Compactor compactorOn(BlockStore store, Disk disk) {
    return store.compactorOn(disk);
  }
}
