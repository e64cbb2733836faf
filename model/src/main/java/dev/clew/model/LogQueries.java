package dev.clew.model;

import java.util.Collection;
import java.util.List;

/**
 * What other modules ask of the log store. Thread-safe; every answer reflects all records whose
 * ingestion ended before the call. Results are bounded by {@code limit}; the newest are kept.
 */
public interface LogQueries {
  /**
   * Records that carry the ID, newest first.
   *
   * @param limit greatest number of records, at least 1
   */
  List<LogRecord> carrying(CorrelationId id, TimeRange range, int limit);

  /** Records of any of the traces, newest first. */
  List<LogRecord> ofTraces(Collection<TraceId> traceIds, TimeRange range, int limit);

  /** Per service: how many records, and how many of them with trace context, in the range. */
  List<ServiceCoverage> coverage(TimeRange range);

  /** The oldest instant that retention still keeps, nanoseconds since the Unix epoch. */
  long retainedSinceNanos();
}
