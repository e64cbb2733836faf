package dev.clew.benchmarks.baseline;

import dev.clew.logstore.LogStore;
import dev.clew.logstore.LogStoreConfig;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.RowQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** Clew's log store, fed as the write-ahead buffer feeds it. */
final class ClewRecords implements Candidate {
  private static final QueryLimits LIMITS =
      new QueryLimits(Duration.ofMinutes(10), Long.MAX_VALUE, Long.MAX_VALUE, () -> false);

  private final LogStore store;
  private final TimeRange range;
  private long position;

  ClewRecords(Path directory, TimeRange range) throws IOException {
    this.range = range;
    this.store =
        LogStore.open(
            LogStoreConfig.defaults(), directory, CorrelationKeys.defaults(), Clock.systemUTC());
  }

  @Override
  public void ingest(byte[] otlp) throws IOException {
    store.ingest(position++, range.startNanos(), otlp, 0, otlp.length);
    if (store.flushDue()) {
      store.flush();
    }
  }

  @Override
  public void finish() throws IOException {
    store.flush();
    store.blocks().merge();
  }

  @Override
  public long ofTrace(String traceId) {
    return records(new Filter.Carries(CorrelationKeys.TRACE_ID, traceId), 1000);
  }

  @Override
  public long newest(String word, int limit) {
    return records(new Filter.Word(null, word), limit);
  }

  @Override
  public long newestWithPart(String part, int limit) {
    return records(new Filter.Substring(null, part), limit);
  }

  private long records(Filter filter, int limit) {
    return store.records(RowQuery.newest(filter, range, limit).within(LIMITS)).size();
  }

  @Override
  public long countWithPart(String part) throws IOException {
    return store
        .blocks()
        .histogram(new Filter.Substring(null, part), range, 1, null, LIMITS)
        .total();
  }

  @Override
  public long severities(TimeRange of, int buckets) throws IOException {
    return store
        .blocks()
        .histogram(Filter.all(), of, buckets, store.fields().severity, LIMITS)
        .total();
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
