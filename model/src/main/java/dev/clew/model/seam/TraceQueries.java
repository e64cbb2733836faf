package dev.clew.model.seam;

import dev.clew.model.Span;
import dev.clew.model.TimeRange;
import dev.clew.model.sighting.Sightings;
import dev.clew.model.sighting.Sought;
import java.util.List;

/**
 * What other modules ask of the trace store. Thread-safe; every answer reflects all spans whose
 * ingestion ended before the call.
 */
public interface TraceQueries {
  /**
   * Spans that are looked for; of an ID or a trace each one in the range is counted.
   *
   * @param most rows that are kept to choose among, at least 1; the newest of each service
   */
  Sightings<Span> sightings(Sought sought, TimeRange range, int most);

  /**
   * The newest spans that have a value in any field, as words in their text, or in an address, and
   * do not carry it under a correlation key.
   *
   * @param most rows that are looked for, at least 1
   */
  Sightings<Span> mentioning(String value, TimeRange range, int most);

  /** Number of services of which some spans have the field. */
  int servicesWith(String field, TimeRange range);

  /** Per service: how many spans in the range (all have trace context). */
  List<ServiceCoverage> coverage(TimeRange range);

  /** The oldest instant that retention still keeps, nanoseconds since the Unix epoch. */
  long retainedSinceNanos();
}
