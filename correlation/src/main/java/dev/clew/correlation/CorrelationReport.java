package dev.clew.correlation;

import dev.clew.model.AlertQueries;
import dev.clew.model.LogRecord;
import dev.clew.model.Span;
import dev.clew.model.TraceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one ID ties together, each item with its reason.
 *
 * @param value the ID as it was looked up
 * @param keys the correlation keys under which it was found, in their configured order
 * @param summary one sentence about all of it
 * @param startNanos first instant of any item, 0 when there is none
 * @param endNanos last instant of any item
 * @param services in order of first appearance
 * @param traces in order of start
 * @param logs in order of time
 * @param empty a sentence for each part that holds nothing
 * @param truncated whether a limit left something out
 */
public record CorrelationReport(
    String value,
    List<String> keys,
    String summary,
    long startNanos,
    long endNanos,
    Counts counts,
    List<Service> services,
    List<Trace> traces,
    List<Line> logs,
    List<Neighbour> neighbours,
    List<AlertQueries.ActiveAlert> alerts,
    List<Empty> empty,
    boolean truncated) {

  /**
   * @param errors spans with status error and log lines of severity error or fatal
   */
  public record Counts(int traces, int spans, int logs, int services, int errors) {}

  /**
   * @param emptyReason why spans or log lines of this service are missing; null when both are there
   */
  public record Service(
      String name,
      int spans,
      int logs,
      int errors,
      long firstNanos,
      long lastNanos,
      @Nullable String emptyReason) {}

  /**
   * @param spans in waterfall order
   * @param parents row of the parent of each span, -1 at the top level
   * @param reasons of each span
   * @param why how the trace came in
   * @param services in order of first appearance
   */
  public record Trace(
      TraceId traceId,
      List<Span> spans,
      List<Integer> parents,
      List<String> reasons,
      String why,
      List<String> services) {
    public Span root() {
      return spans.getFirst();
    }

    public long startNanos() {
      return spans.stream().mapToLong(Span::startNanos).min().orElse(0);
    }

    public long endNanos() {
      return spans.stream().mapToLong(Span::endNanos).max().orElse(0);
    }

    public int errors() {
      return (int) spans.stream().filter(Span::isError).count();
    }
  }

  /** A log line and why it is here. */
  public record Line(LogRecord log, String why) {}

  /** Another ID found in the same records. */
  public record Neighbour(String key, String value, int records) {}

  /**
   * @param part {@code traces}, {@code logs} or {@code all}
   * @param service the service it is about, null when it is about all
   */
  public record Empty(String part, @Nullable String service, String reason) {}
}
