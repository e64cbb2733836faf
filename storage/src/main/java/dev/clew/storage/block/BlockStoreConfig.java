package dev.clew.storage.block;

import java.time.Duration;

/**
 * How long rows are kept, and when they move to disk.
 *
 * @param retention whole UTC days, at least one; older partitions are dropped
 * @param flushInterval longest time that rows stay in memory only
 * @param flushBytes uncompressed size at which memory is flushed earlier
 * @param backgroundMerging whether small segments are merged by a thread of the store's own; tests
 *     switch it off and call {@link BlockStore#merge}
 */
public record BlockStoreConfig(
    Duration retention, Duration flushInterval, long flushBytes, boolean backgroundMerging) {
  public BlockStoreConfig {
    if (retention.compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalArgumentException("retention: " + retention + " (expected: >= PT24H)");
    }
    if (flushInterval.isNegative() || flushInterval.isZero()) {
      throw new IllegalArgumentException("flushInterval: " + flushInterval + " (expected: > 0)");
    }
    if (flushBytes < 1) {
      throw new IllegalArgumentException("flushBytes: " + flushBytes + " (expected: >= 1)");
    }
  }

  /**
   * 20 days, as the product promises. Half a minute or 64 MiB in memory: enough rows for full
   * blocks under load, and few enough files when idle.
   */
  public static BlockStoreConfig defaults() {
    return new BlockStoreConfig(Duration.ofDays(20), Duration.ofSeconds(30), 64L << 20, true);
  }
}
