package dev.clew.packaging;

import dev.clew.logstore.LogStoreConfig;
import dev.clew.metricsstore.MetricsStoreConfig;
import dev.clew.tracestore.TraceStoreConfig;

/**
 * What the stores may take of the heap. A configured size is an upper bound; a share of the heap is
 * another, so that what was chosen for a large machine does not end a small process. Half of what a
 * heap has beyond the appliance itself is for the stores ({@link
 * dev.clew.model.memory.MemoryBudget#ofHeap}); at 160 MiB these are 32 MiB.
 *
 * @param heapBytes {@link Runtime#maxMemory}
 */
record HeapShares(long heapBytes) {
  /** Rows that wait for a flush: 10 MiB of 160. Full size at a heap of 1 GiB. */
  private static final int FLUSH_SHARE = 16;

  /** Columns of blocks: 5 MiB of 160. Full size at a heap of 2 GiB. */
  private static final int CACHE_SHARE = 32;

  /** Samples that wait for a flush. Full size at a heap of 1.3 GiB. */
  private static final int SAMPLES_SHARE = 16;

  private static final int BYTES_PER_SAMPLE = 20;

  /** The day's series: 20 MiB of 160. Full size at a heap of 3.2 GiB. */
  private static final int SERIES_SHARE = 8;

  /** 100 for the index, and as much again while new ones wait for their flush. */
  private static final int BYTES_PER_SERIES = 200;

  /** Each decodes a block or two, of 2 MiB before they were compressed. */
  private static final long BYTES_PER_QUERY = 32L << 20;

  private static final int LEAST_QUERIES = 4;

  static HeapShares ofThisProcess() {
    return new HeapShares(Runtime.getRuntime().maxMemory());
  }

  /** Searches and aggregations that a store runs at a time, or {@code most}. */
  private int queries(int most) {
    return Math.clamp(heapBytes / BYTES_PER_QUERY, LEAST_QUERIES, most);
  }

  LogStoreConfig of(LogStoreConfig logs) {
    return new LogStoreConfig(
        logs.retention(),
        logs.retentionRules(),
        logs.maxBytes(),
        logs.maxFuture(),
        logs.flushInterval(),
        Math.min(logs.flushBytes(), heapBytes / FLUSH_SHARE),
        Math.min(logs.cacheBytes(), heapBytes / CACHE_SHARE),
        queries(logs.maxConcurrency()),
        logs.detectSeverity());
  }

  TraceStoreConfig of(TraceStoreConfig traces) {
    return new TraceStoreConfig(
        traces.retention(),
        traces.retentionRules(),
        traces.maxBytes(),
        traces.maxFuture(),
        traces.flushInterval(),
        Math.min(traces.flushBytes(), heapBytes / FLUSH_SHARE),
        Math.min(traces.cacheBytes(), heapBytes / CACHE_SHARE),
        traces.maxTraceSpans(),
        queries(traces.maxConcurrency()),
        traces.spanMetrics());
  }

  MetricsStoreConfig of(MetricsStoreConfig metrics) {
    return new MetricsStoreConfig(
        metrics.directory(),
        metrics.flushInterval(),
        least(metrics.flushSamples(), heapBytes / SAMPLES_SHARE / BYTES_PER_SAMPLE),
        metrics.retention(),
        metrics.otlp(),
        least(metrics.maxSeriesPerDay(), heapBytes / SERIES_SHARE / BYTES_PER_SERIES),
        metrics.maxLabelsPerSeries(),
        metrics.maxLabelLength());
  }

  private static int least(int configured, long share) {
    return (int) Math.min(configured, share);
  }
}
