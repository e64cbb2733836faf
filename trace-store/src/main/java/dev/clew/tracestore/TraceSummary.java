package dev.clew.tracestore;

import dev.clew.model.TraceId;
import java.util.List;

/**
 * A trace in a list of traces.
 *
 * @param rootService service of the root span, or of the earliest span while there is no root
 * @param startNanos start of the earliest span
 * @param durationNanos from there to the end of the latest span
 * @param services in order of first appearance
 * @param matched how many of its spans the query wants
 * @param complete whether the root span is stored
 */
public record TraceSummary(
    TraceId traceId,
    String rootService,
    String rootName,
    long startNanos,
    long durationNanos,
    int spans,
    int errors,
    List<String> services,
    int matched,
    boolean complete) {
  public TraceSummary {
    services = List.copyOf(services);
  }
}
