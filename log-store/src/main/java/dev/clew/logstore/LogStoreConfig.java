package dev.clew.logstore;

import dev.clew.storage.block.life.BlockStoreConfig;
import dev.clew.storage.block.life.RetentionRule;
import java.time.Duration;
import java.util.List;

/**
 * How long log records are kept, and when they move from memory to disk.
 *
 * @param retention at least a day; whole days are dropped when they are past it. 20 days, as the
 *     product promises
 * @param retentionRules {@code filter: days} each, such as {@code service=audit: 90d}; the first
 *     that wants a record counts in place of {@code retention}
 * @param maxBytes size on disk beyond which what would expire next is dropped; 0 for none
 * @param maxFuture records from further ahead are filed under the present. A day: clocks that are
 *     wrong by a time zone are still told from those that are nonsense
 * @param flushInterval longest time that records stay in memory only. 30 s: few files when idle
 * @param flushBytes uncompressed size at which they move earlier. 64 MiB: full blocks under load
 * @param cacheBytes heap for columns of blocks on disk that queries have read; 0 for none
 * @param maxConcurrency searches and aggregations at a time; further ones wait
 * @param detectSeverity whether records without severity get one of what they say, marked as
 *     detected; records that are stored keep what they were given
 */
public record LogStoreConfig(
    Duration retention,
    List<String> retentionRules,
    long maxBytes,
    Duration maxFuture,
    Duration flushInterval,
    long flushBytes,
    long cacheBytes,
    int maxConcurrency,
    boolean detectSeverity) {
  public LogStoreConfig {
    retentionRules = List.copyOf(retentionRules);
    blocks(retention, retentionRules, maxBytes, maxFuture, flushInterval, flushBytes)
        .withCache(cacheBytes)
        .withConcurrency(maxConcurrency);
  }

  public static LogStoreConfig defaults() {
    return new LogStoreConfig(
        Duration.ofDays(20),
        List.of(),
        0,
        Duration.ofDays(1),
        Duration.ofSeconds(30),
        64L << 20,
        BlockStoreConfig.DEFAULT_CACHE_BYTES,
        BlockStoreConfig.DEFAULT_CONCURRENCY,
        true);
  }

  public LogStoreConfig withDetectSeverity(boolean detects) {
    return new LogStoreConfig(
        retention,
        retentionRules,
        maxBytes,
        maxFuture,
        flushInterval,
        flushBytes,
        cacheBytes,
        maxConcurrency,
        detects);
  }

  BlockStoreConfig blocks() {
    return blocks(retention, retentionRules, maxBytes, maxFuture, flushInterval, flushBytes)
        .withCache(cacheBytes)
        .withConcurrency(maxConcurrency);
  }

  private static BlockStoreConfig blocks(
      Duration retention,
      List<String> rules,
      long maxBytes,
      Duration maxFuture,
      Duration flushInterval,
      long flushBytes) {
    return new BlockStoreConfig(retention, flushInterval, flushBytes, true)
        .with(RetentionRule.parseAll(rules), maxBytes, maxFuture);
  }
}
