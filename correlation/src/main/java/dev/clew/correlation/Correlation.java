package dev.clew.correlation;

import dev.clew.correlation.CorrelationReport.Line;
import dev.clew.correlation.CorrelationReport.Trace;
import dev.clew.model.AlertQueries;
import dev.clew.model.CorrelationId;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.LogQueries;
import dev.clew.model.LogRecord;
import dev.clew.model.QueryException;
import dev.clew.model.Span;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.TraceQueries;
import dev.clew.model.TraceTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows one ID through all signals: the spans and log lines that carry it, all spans of their
 * traces, and all log lines of those traces. Stateless and thread-safe.
 */
public final class Correlation {
  private final CorrelationConfig config;
  private final CorrelationKeys keys;
  private final LogQueries logs;
  private final TraceQueries traces;
  private final AlertQueries alerts;

  public Correlation(
      CorrelationConfig config,
      CorrelationKeys keys,
      LogQueries logs,
      TraceQueries traces,
      AlertQueries alerts) {
    this.config = config;
    this.keys = keys;
    this.logs = logs;
    this.traces = traces;
    this.alerts = alerts;
  }

  public CorrelationKeys keys() {
    return keys;
  }

  /**
   * Looks an ID up.
   *
   * @param key name or spelling of a correlation key; null means any
   * @param limit greatest number of spans, and of log lines, at least 1
   * @throws QueryException when the key is not configured, or the value cannot be one of its IDs
   */
  public CorrelationReport lookUp(@Nullable String key, String value, TimeRange range, int limit) {
    CorrelationId id = id(key, value);
    IdMatches matches = new IdMatches(keys, id);
    List<Span> carriers = traces.carrying(id, range, limit);
    List<LogRecord> carrierLogs = logs.carrying(id, range, limit);
    boolean truncated = carriers.size() >= limit || carrierLogs.size() >= limit;

    Map<TraceId, String> why = reasons(matches, carriers, carrierLogs);
    List<TraceId> traceIds = new ArrayList<>(why.keySet());
    if (traceIds.size() > config.maxTraces()) {
      truncated = true;
      traceIds = traceIds.subList(0, config.maxTraces());
    }
    List<Trace> found = new ArrayList<>();
    int left = limit;
    for (TraceId traceId : traceIds) {
      List<Span> spans = left > 0 ? traces.trace(traceId, left) : List.of();
      truncated |= left <= 0 || spans.size() >= left;
      left -= spans.size();
      if (!spans.isEmpty()) {
        found.add(trace(matches, traceId, spans, why.getOrDefault(traceId, "")));
      }
    }
    found.sort(Comparator.comparingLong(Trace::startNanos));

    List<LogRecord> traceLogs =
        traceIds.isEmpty() ? List.of() : logs.ofTraces(traceIds, range, limit);
    truncated |= traceLogs.size() >= limit;
    List<Line> lines = lines(matches, carrierLogs, traceLogs);
    if (lines.size() > limit) {
      truncated = true;
      lines = lines.subList(0, limit);
    }
    lines.sort(Comparator.comparingLong(line -> line.log().timeNanos()));

    return new ReportBuilder(config, logs, traces, alerts)
        .build(new Found(id, keys, matches, range, found, lines, traceIds, truncated));
  }

  /**
   * What the stores gave.
   *
   * @param traceIds all traces that were asked for, stored or not
   */
  record Found(
      CorrelationId id,
      CorrelationKeys keys,
      IdMatches matches,
      TimeRange range,
      List<Trace> traces,
      List<Line> lines,
      List<TraceId> traceIds,
      boolean truncated) {}

  private CorrelationId id(@Nullable String key, String value) {
    TraceId traceId = TraceId.parse(value);
    String normal = traceId == null ? value : traceId.toString();
    if (key == null) {
      return new CorrelationId(null, normal);
    }
    if (key.equals(CorrelationKeys.TRACE_ID)) {
      if (traceId == null) {
        throw new QueryException(
            QueryException.Kind.SYNTAX,
            "trace_id: \"" + value + "\" (expected: 32 hexadecimal digits)",
            -1);
      }
      return new CorrelationId(key, normal);
    }
    String name = keys.nameOf(key);
    if (name == null) {
      throw new QueryException(
          QueryException.Kind.SYNTAX,
          "key: \""
              + key
              + "\" (expected: "
              + CorrelationKeys.TRACE_ID
              + ", "
              + String.join(", ", keys.names())
              + ")",
          -1);
    }
    return new CorrelationId(name, value);
  }

  /** Traces to show, the newest first, each with how it came in. */
  private static Map<TraceId, String> reasons(
      IdMatches matches, List<Span> carriers, List<LogRecord> carrierLogs) {
    Map<TraceId, String> why = new LinkedHashMap<>();
    for (Span span : carriers) {
      String place = matches.in(span);
      if (!why.containsKey(span.traceId())) {
        why.put(
            span.traceId(),
            "its trace ID".equals(place)
                ? "has this trace ID"
                : (place == null ? "carried" : place)
                    + " on "
                    + span.resource().serviceName()
                    + " "
                    + span.name());
      }
    }
    for (LogRecord log : carrierLogs) {
      if (log.traceId().isPresent() && !why.containsKey(log.traceId())) {
        String place = matches.in(log);
        why.put(
            log.traceId(),
            "its trace ID".equals(place)
                ? "has this trace ID"
                : (place == null ? "body" : place)
                    + " in a log line of "
                    + log.resource().serviceName());
      }
    }
    return why;
  }

  private static Trace trace(IdMatches matches, TraceId traceId, List<Span> spans, String why) {
    TraceTree tree =
        TraceTree.of(
            spans.stream().mapToLong(span -> span.spanId().value()).toArray(),
            spans.stream().mapToLong(span -> span.parentSpanId().value()).toArray(),
            spans.stream().mapToLong(Span::startNanos).toArray());
    List<Span> rows = new ArrayList<>(spans.size());
    List<String> reasons = new ArrayList<>(spans.size());
    Set<String> services = new LinkedHashSet<>();
    for (int index : tree.order()) {
      Span span = spans.get(index);
      String place = matches.in(span);
      rows.add(span);
      services.add(span.resource().serviceName());
      reasons.add(
          place == null || place.equals("its trace ID")
              ? "in the same trace"
              : "carries " + place.substring(place.lastIndexOf(' ') + 1));
    }
    return new Trace(
        traceId,
        rows,
        Arrays.stream(tree.parent()).boxed().toList(),
        reasons,
        why,
        List.copyOf(services));
  }

  /** Lines that carry the ID come first, so that they are the last to be cut off. */
  private static List<Line> lines(
      IdMatches matches, List<LogRecord> carriers, List<LogRecord> ofTraces) {
    List<Line> lines = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (LogRecord log : carriers) {
      if (seen.add(log.id())) {
        String place = matches.in(log);
        lines.add(new Line(log, place == null ? "carried in its body" : place));
      }
    }
    for (LogRecord log : ofTraces) {
      if (seen.add(log.id())) {
        lines.add(new Line(log, "in trace " + log.traceId().toString().substring(0, 8) + "…"));
      }
    }
    return lines;
  }
}
