package dev.clew.logstore;

import dev.clew.storage.block.BlockStoreConfig;
import java.time.Duration;

/**
 * How long log records are kept, and when they move from memory to disk.
 *
 * @param retentionDays whole days, at least 1; older ones are dropped. 20, as the product promises
 * @param flushInterval longest time that records stay in memory only. 30 s: few files when idle
 * @param flushBytes uncompressed size at which they move earlier. 64 MiB: full blocks under load
 */
public record LogStoreConfig(int retentionDays, Duration flushInterval, long flushBytes) {
  public LogStoreConfig {
    if (retentionDays < 1) {
      throw new IllegalArgumentException("retentionDays: " + retentionDays + " (expected: >= 1)");
    }
    if (flushInterval.isNegative() || flushInterval.isZero()) {
      throw new IllegalArgumentException("flushInterval: " + flushInterval + " (expected: > 0)");
    }
    if (flushBytes < 1) {
      throw new IllegalArgumentException("flushBytes: " + flushBytes + " (expected: >= 1)");
    }
  }

  public static LogStoreConfig defaults() {
    return new LogStoreConfig(20, Duration.ofSeconds(30), 64L << 20);
  }

  BlockStoreConfig blocks() {
    return new BlockStoreConfig(Duration.ofDays(retentionDays), flushInterval, flushBytes, true);
  }
}
