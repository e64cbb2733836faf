package dev.clew.correlation;

import dev.clew.model.LogRecord;
import dev.clew.model.Span;
import dev.clew.model.TraceId;
import dev.clew.model.seam.AlertQueries;
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
 * @param cut a sentence for each thing that is left out; empty when nothing is
 * @param suggestedKeys fields that might be followed, those of most services first
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
    List<Cut> cut,
    List<SuggestedKey> suggestedKeys) {

  /**
   * Everything that was found, shown or not.
   *
   * @param errors spans with status error and log lines of severity error or fatal
   */
  public record Counts(long traces, long spans, long logs, int services, long errors) {}

  /**
   * Counts of everything that was found.
   *
   * @param emptyReason why spans or log lines of this service are missing; null when both are there
   */
  public record Service(
      String name,
      long spans,
      long logs,
      long errors,
      long firstNanos,
      long lastNanos,
      @Nullable String emptyReason) {}

  /**
   * @param spans in waterfall order
   * @param parents row of the parent of each span, -1 at the top level
   * @param evidence of each span
   * @param why how the trace came in
   * @param services in order of first appearance
   * @param total spans that are stored of it, shown or not
   */
  public record Trace(
      TraceId traceId,
      List<Span> spans,
      List<Integer> parents,
      List<Evidence> evidence,
      String why,
      List<String> services,
      int total) {
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
  public record Line(LogRecord log, Evidence evidence) {}

  /**
   * What is not shown, or not counted.
   *
   * @param part {@code traces}, {@code spans}, {@code logs} or {@code all}
   * @param shown how many are
   * @param of how many there are, 0 when nobody knows
   */
  public record Cut(String part, long shown, long of, String reason) {}

  /**
   * A field with the ID that is no correlation key, but may be meant to be one.
   *
   * @param records shown records that have the ID in it
   * @param services services of which any record has the field around this time
   */
  public record SuggestedKey(String field, int records, int services) {}

  /** Another ID found in the same records. */
  public record Neighbour(String key, String value, int records) {}

  /**
   * @param part {@code traces}, {@code logs} or {@code all}
   * @param service the service it is about, null when it is about all
   */
  public record Empty(String part, @Nullable String service, String reason) {}
}
