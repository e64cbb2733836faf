package dev.clew.model.sighting;

import dev.clew.model.TraceId;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a look-up found in one signal: how much of it in all, and of the newest rows the columns
 * that it takes to choose among them. Whole records are read for those that were chosen.
 *
 * @param <T> a record of the signal
 */
public interface Sightings<T> {
  /** How many rows were found, kept or not. */
  long total();

  /** Per service what was found of it; rows without one stand under the name for those. */
  List<OfService> services();

  /** How many rows of each trace were found; those without a trace are not among them. */
  Map<TraceId, Integer> traces();

  /** Number of rows that are kept: the newest of each service, in no particular order. */
  int size();

  /** Start of a row, nanoseconds since the Unix epoch. */
  long timeNanos(int row);

  /** A number that no other row of the signal has. */
  long sequence(int row);

  /** The service of a row, as an index of {@link #services}. */
  int service(int row);

  /** {@link TraceId#NONE} when the row belongs to no trace. */
  TraceId traceId(int row);

  /** The whole records of some rows, in the order of time. */
  List<T> read(BitSet rows);

  /** Why the look ended before everything was seen, a sentence; null when it was complete. */
  @Nullable String partial();

  /**
   * What was found of one service.
   *
   * @param errors spans with status error, log records of severity error and above
   * @param firstNanos start of the earliest row
   * @param lastNanos end of the last row
   */
  record OfService(String service, long rows, long errors, long firstNanos, long lastNanos) {}
}
