package dev.clew.tracestore;

import dev.clew.storage.block.life.BlockStoreConfig;
import dev.clew.storage.block.life.RetentionRule;
import dev.clew.tracestore.red.RedConfig;
import java.time.Duration;
import java.util.List;

/**
 * How spans are kept.
 *
 * @param retention at least a day; whole days are dropped when they are past it
 * @param retentionRules {@code filter: days} each, such as {@code service=checkout: 90d}; the first
 *     that wants a span counts in place of {@code retention}
 * @param maxBytes size on disk beyond which what would expire next is dropped; 0 for none
 * @param maxFuture spans from further ahead are filed under the present
 * @param flushInterval longest time that spans stay in memory (and the buffer) only
 * @param flushBytes uncompressed size at which memory is flushed earlier
 * @param cacheBytes heap for columns of blocks on disk that queries have read; 0 for none
 * @param maxTraceSpans greatest number of spans of one trace that are read for its waterfall
 * @param maxConcurrency searches and aggregations at a time; further ones wait
 * @param spanMetrics how spans become metrics
 */
public record TraceStoreConfig(
    Duration retention,
    List<String> retentionRules,
    long maxBytes,
    Duration maxFuture,
    Duration flushInterval,
    long flushBytes,
    long cacheBytes,
    int maxTraceSpans,
    int maxConcurrency,
    RedConfig spanMetrics) {
  public TraceStoreConfig {
    if (maxTraceSpans < 1) {
      throw new IllegalArgumentException("max_trace_spans: " + maxTraceSpans + " (expected: >= 1)");
    }
    retentionRules = List.copyOf(retentionRules);
    blocks(retention, retentionRules, maxBytes, maxFuture, flushInterval, flushBytes)
        .withCache(cacheBytes)
        .withConcurrency(maxConcurrency);
  }

  /** As logs; a million spans of one trace take about 60 MB while they are arranged. */
  public static TraceStoreConfig defaults() {
    return new TraceStoreConfig(
        Duration.ofDays(20),
        List.of(),
        0,
        Duration.ofDays(1),
        Duration.ofSeconds(30),
        64L << 20,
        BlockStoreConfig.DEFAULT_CACHE_BYTES,
        1_000_000,
        BlockStoreConfig.DEFAULT_CONCURRENCY,
        RedConfig.defaults());
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
