package dev.clew.model.seam;

import dev.clew.model.LogRecord;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.sighting.Sightings;
import dev.clew.model.sighting.Sought;
import java.util.Collection;
import java.util.List;

/**
 * What other modules ask of the log store. Thread-safe; every answer reflects all records whose
 * ingestion ended before the call. Results are bounded by {@code limit}; the newest are kept.
 */
public interface LogQueries {
  /**
   * Records of any of the traces, newest first.
   *
   * @param limit greatest number of records, at least 1
   */
  List<LogRecord> ofTraces(Collection<TraceId> traceIds, TimeRange range, int limit);

  /**
   * Records that are looked for; of an ID or a trace each one in the range is counted.
   *
   * @param most rows that are kept to choose among, at least 1; the newest of each service
   */
  Sightings<LogRecord> sightings(Sought sought, TimeRange range, int most);

  /**
   * The newest records that have a value in any field, as words in their text, or in an address,
   * and do not carry it under a correlation key.
   *
   * @param most rows that are looked for, at least 1
   */
  Sightings<LogRecord> mentioning(String value, TimeRange range, int most);

  /** Number of services of which some records have the field. */
  int servicesWith(String field, TimeRange range);

  /** Per service: how many records, and how many of them with trace context, in the range. */
  List<ServiceCoverage> coverage(TimeRange range);

  /** The oldest instant that retention still keeps, nanoseconds since the Unix epoch. */
  long retainedSinceNanos();
}
