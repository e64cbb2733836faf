package dev.clew.correlation;

import dev.clew.correlation.CorrelationReport.Empty;
import dev.clew.model.CorrelationId;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.TimeRange;
import dev.clew.model.seam.LogQueries;
import dev.clew.model.seam.ServiceCoverage;
import dev.clew.model.seam.TraceQueries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says why a part of an answer is empty, from what the stores know of the time around it. */
final class Explanations {
  private final Map<String, ServiceCoverage> logs;
  private final Map<String, ServiceCoverage> spans;

  /**
   * @param window the records found, with a margin; coverage beyond it says nothing about them
   */
  Explanations(LogQueries logQueries, TraceQueries traceQueries, TimeRange window) {
    logs = byService(logQueries.coverage(window));
    spans = byService(traceQueries.coverage(window));
  }

  private static Map<String, ServiceCoverage> byService(List<ServiceCoverage> coverage) {
    return coverage.stream()
        .collect(Collectors.toMap(ServiceCoverage::service, Function.identity(), (a, b) -> a));
  }

  /** Why a service that has spans in the answer has no log lines in it. */
  String noLogs(String service) {
    ServiceCoverage coverage = logs.get(service);
    if (coverage == null || coverage.records() == 0) {
      return service + " sends no logs to Clew.";
    }
    String lines = ReportSentences.count(coverage.records(), "log line");
    if (coverage.withTraceContext() == 0) {
      return "None of the "
          + lines
          + " that "
          + service
          + " sent around this time carries trace context (0 %), and none carries this ID.";
    }
    if (coverage.withTraceContext() < coverage.records()) {
      return "Only "
          + ReportSentences.percent(coverage.withTraceContext(), coverage.records())
          + " of the "
          + lines
          + " that "
          + service
          + " sent around this time carry trace context; none of them belongs to these traces.";
    }
    return service + " logged nothing in these traces.";
  }

  /** Why a service that has log lines in the answer has no spans in it. */
  String noSpans(String service) {
    ServiceCoverage coverage = spans.get(service);
    if (coverage == null || coverage.records() == 0) {
      return service + " sends no spans to Clew.";
    }
    return service
        + " sent "
        + ReportSentences.count(coverage.records(), "span")
        + " around this time, but none that belongs here: its log lines carry no trace context,"
        + " or their traces were sampled out.";
  }

  /** Why nothing at all carries an ID. */
  static List<Empty> nothing(
      CorrelationId id,
      CorrelationKeys keys,
      TimeRange range,
      LogQueries logQueries,
      TraceQueries traceQueries) {
    List<Empty> empty = new ArrayList<>();
    long logsSince = logQueries.retainedSinceNanos();
    long tracesSince = traceQueries.retainedSinceNanos();
    if (range.endNanos() <= Math.min(logsSince, tracesSince)) {
      empty.add(
          new Empty(
              "all",
              null,
              "The asked time lies beyond retention: logs are kept since "
                  + ReportSentences.time(logsSince)
                  + ", spans since "
                  + ReportSentences.time(tracesSince)
                  + "."));
      return empty;
    }
    empty.add(
        new Empty("all", null, looked(id, keys) + " " + since(range, logsSince, tracesSince)));
    boolean anything =
        !logQueries.coverage(range).isEmpty() || !traceQueries.coverage(range).isEmpty();
    if (!anything) {
      empty.add(
          new Empty("all", null, "Clew has neither logs nor spans of any service in that time."));
    }
    return empty;
  }

  private static String looked(CorrelationId id, CorrelationKeys keys) {
    @Nullable String key = id.key();
    String where =
        key == null
            ? CorrelationKeys.TRACE_ID + ", " + String.join(", ", keys.names())
            : spelled(key, keys);
    boolean texts = new IdMatches(keys, id).looksEverywhere();
    return "Nothing carries "
        + id.value()
        + ". Looked at the attributes of spans, log records and resources under: "
        + where
        + (texts ? "; and at all other attributes, and the texts, for the same words." : ".");
  }

  private static String spelled(String key, CorrelationKeys keys) {
    List<String> spellings = keys.spellingsOf(key);
    return spellings.isEmpty() ? key : String.join(", ", spellings);
  }

  private static String since(TimeRange range, long logsSince, long tracesSince) {
    if (range.startNanos() >= Math.max(logsSince, tracesSince)) {
      return "Searched from "
          + ReportSentences.time(range.startNanos())
          + " to "
          + ReportSentences.time(range.endNanos())
          + ".";
    }
    return "Logs are kept since "
        + ReportSentences.time(logsSince)
        + ", spans since "
        + ReportSentences.time(tracesSince)
        + ".";
  }
}
