package dev.clew.storage.block.life;

import dev.clew.model.memory.QueryGate;
import dev.clew.storage.block.BlockStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How long rows are kept, and when they move to disk.
 *
 * @param retention whole UTC days, at least one; older partitions are dropped
 * @param flushInterval longest time that rows stay in memory only
 * @param flushBytes uncompressed size at which memory is flushed earlier
 * @param backgroundMerging whether small segments are merged by a thread of the store's own; tests
 *     switch it off and call {@link BlockStore#merge}
 * @param rules which rows are kept longer or shorter; the first that wants a row counts
 * @param maxBytes size on disk beyond which the oldest days are dropped; 0 for none
 * @param maxFuture rows from further ahead are filed under the present
 * @param cacheBytes heap for columns that queries have read; 0 for none
 * @param maxConcurrency searches and aggregations at a time; further ones wait
 */
public record BlockStoreConfig(
    Duration retention,
    Duration flushInterval,
    long flushBytes,
    boolean backgroundMerging,
    List<RetentionRule> rules,
    long maxBytes,
    Duration maxFuture,
    long cacheBytes,
    int maxConcurrency) {
  /** As PromQL. Each decodes a block or two at a time, of 2 MiB before they were compressed. */
  public static final int DEFAULT_CONCURRENCY = 20;

  /** A day of a mid-sized installation; all queries of a store share it. */
  public static final long DEFAULT_CACHE_BYTES = 64L << 20;

  public BlockStoreConfig {
    rules = List.copyOf(rules);
    if (retention.compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalArgumentException("retention: " + retention + " (expected: >= PT24H)");
    }
    if (flushInterval.isNegative() || flushInterval.isZero()) {
      throw new IllegalArgumentException("flushInterval: " + flushInterval + " (expected: > 0)");
    }
    if (flushBytes < 1) {
      throw new IllegalArgumentException("flushBytes: " + flushBytes + " (expected: >= 1)");
    }
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: >= 0)");
    }
    if (maxFuture.isNegative()) {
      throw new IllegalArgumentException("maxFuture: " + maxFuture + " (expected: >= 0)");
    }
    if (cacheBytes < 0) {
      throw new IllegalArgumentException("cacheBytes: " + cacheBytes + " (expected: >= 0)");
    }
    if (maxConcurrency < 1) {
      throw new IllegalArgumentException("maxConcurrency: " + maxConcurrency + " (expected: >= 1)");
    }
  }

  /** Without rules and bounds of size; clocks may be a day ahead. */
  public BlockStoreConfig(
      Duration retention, Duration flushInterval, long flushBytes, boolean backgroundMerging) {
    this(
        retention,
        flushInterval,
        flushBytes,
        backgroundMerging,
        List.of(),
        0,
        Duration.ofDays(1),
        DEFAULT_CACHE_BYTES,
        DEFAULT_CONCURRENCY);
  }

  /**
   * 20 days, as the product promises. Half a minute or 64 MiB in memory: enough rows for full
   * blocks under load, and few enough files when idle.
   */
  public static BlockStoreConfig defaults() {
    return new BlockStoreConfig(Duration.ofDays(20), Duration.ofSeconds(30), 64L << 20, true);
  }

  /** The same with other rules and bounds. */
  public BlockStoreConfig with(List<RetentionRule> newRules, long newMaxBytes, Duration future) {
    return new BlockStoreConfig(
        retention,
        flushInterval,
        flushBytes,
        backgroundMerging,
        newRules,
        newMaxBytes,
        future,
        cacheBytes,
        maxConcurrency);
  }

  /** The same with another size of the cache. */
  public BlockStoreConfig withCache(long newCacheBytes) {
    return new BlockStoreConfig(
        retention,
        flushInterval,
        flushBytes,
        backgroundMerging,
        rules,
        maxBytes,
        maxFuture,
        newCacheBytes,
        maxConcurrency);
  }

  /**
   * Of searches and aggregations. Streams are not counted: they wait for their readers, and whoever
   * serves them bounds their number.
   */
  public QueryGate gate(Path directory) {
    return new QueryGate(
        "queries of " + directory.getFileName(), maxConcurrency, QueryGate.DEFAULT_WAITING);
  }

  /** The same with another number of queries at a time. */
  public BlockStoreConfig withConcurrency(int newMaxConcurrency) {
    return new BlockStoreConfig(
        retention,
        flushInterval,
        flushBytes,
        backgroundMerging,
        rules,
        maxBytes,
        maxFuture,
        cacheBytes,
        newMaxConcurrency);
  }
}
