package dev.clew.tracestore;

import dev.clew.storage.block.BlockStoreConfig;
import dev.clew.tracestore.red.RedConfig;
import java.time.Duration;

/**
 * How spans are kept.
 *
 * @param retentionDays whole days, at least 1; older ones are dropped
 * @param flushInterval longest time that spans stay in memory (and the buffer) only
 * @param flushBytes uncompressed size at which memory is flushed earlier
 * @param maxTraceSpans greatest number of spans of one trace that are read for its waterfall
 * @param spanMetrics how spans become metrics
 */
public record TraceStoreConfig(
    int retentionDays,
    Duration flushInterval,
    long flushBytes,
    int maxTraceSpans,
    RedConfig spanMetrics) {
  public TraceStoreConfig {
    if (maxTraceSpans < 1) {
      throw new IllegalArgumentException("max_trace_spans: " + maxTraceSpans + " (expected: >= 1)");
    }
    if (retentionDays < 1) {
      throw new IllegalArgumentException("retention_days: " + retentionDays + " (expected: >= 1)");
    }
    if (flushInterval.isNegative() || flushInterval.isZero()) {
      throw new IllegalArgumentException("flush_interval: " + flushInterval + " (expected: > 0)");
    }
    if (flushBytes < 1) {
      throw new IllegalArgumentException("flush_bytes: " + flushBytes + " (expected: >= 1)");
    }
  }

  /** As logs; half a million spans in a waterfall are about 60 MB of JSON. */
  public static TraceStoreConfig defaults() {
    return new TraceStoreConfig(
        20, Duration.ofSeconds(30), 64L << 20, 500_000, RedConfig.defaults());
  }

  BlockStoreConfig blocks() {
    return new BlockStoreConfig(Duration.ofDays(retentionDays), flushInterval, flushBytes, true);
  }
}
