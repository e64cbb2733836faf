package dev.clew.tracestore;

import dev.clew.storage.block.BlockStoreConfig;
import dev.clew.tracestore.red.RedConfig;
import java.time.Duration;

/**
 * How spans are kept.
 *
 * @param retention whole UTC days, at least one; older days are dropped
 * @param flushInterval longest time that spans stay in memory (and the buffer) only
 * @param flushBytes uncompressed size at which memory is flushed earlier
 * @param maxTraceSpans greatest number of spans of one trace that are read for its waterfall
 * @param spanMetrics how spans become metrics
 */
public record TraceStoreConfig(
    Duration retention,
    Duration flushInterval,
    long flushBytes,
    int maxTraceSpans,
    RedConfig spanMetrics) {
  public TraceStoreConfig {
    if (maxTraceSpans < 1) {
      throw new IllegalArgumentException("max_trace_spans: " + maxTraceSpans + " (expected: >= 1)");
    }
    new BlockStoreConfig(retention, flushInterval, flushBytes, true);
  }

  /** As logs; half a million spans in a waterfall are about 60 MB of JSON. */
  public static TraceStoreConfig defaults() {
    BlockStoreConfig blocks = BlockStoreConfig.defaults();
    return new TraceStoreConfig(
        blocks.retention(),
        blocks.flushInterval(),
        blocks.flushBytes(),
        500_000,
        RedConfig.defaults());
  }

  BlockStoreConfig blocks(boolean backgroundMerging) {
    return new BlockStoreConfig(retention, flushInterval, flushBytes, backgroundMerging);
  }
}
