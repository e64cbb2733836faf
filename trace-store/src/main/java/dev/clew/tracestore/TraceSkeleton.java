package dev.clew.tracestore;

import dev.clew.model.TraceId;
import java.util.List;

/**
 * All spans of a trace with the few columns that a waterfall needs; arrays of equal length in
 * waterfall order (see {@link dev.clew.model.TraceTree}).
 *
 * @param startNanos of the earliest span
 * @param durationNanos from there to the end of the latest span
 * @param services in order of first appearance; {@code service} is an index into it
 * @param parent row of the parent, -1 at the top level
 * @param kind protocol numbers
 * @param status protocol numbers
 * @param orphans how many rows name a parent that is not stored
 * @param truncated whether there are more spans than may be read
 */
@SuppressWarnings("ArrayRecordComponent")
public record TraceSkeleton(
    TraceId traceId,
    long startNanos,
    long durationNanos,
    List<String> services,
    long[] spanId,
    int[] parent,
    int[] service,
    String[] name,
    byte[] kind,
    long[] start,
    long[] duration,
    byte[] status,
    int[] events,
    int[] links,
    int orphans,
    boolean truncated,
    QueryCost cost) {
  public int rows() {
    return spanId.length;
  }
}
