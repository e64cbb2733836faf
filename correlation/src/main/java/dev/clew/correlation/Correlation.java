package dev.clew.correlation;

import dev.clew.correlation.CorrelationReport.Line;
import dev.clew.correlation.CorrelationReport.Trace;
import dev.clew.model.CorrelationId;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.LogRecord;
import dev.clew.model.QueryException;
import dev.clew.model.Span;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.TraceTree;
import dev.clew.model.seam.AlertQueries;
import dev.clew.model.seam.LogQueries;
import dev.clew.model.seam.TraceQueries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
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
   * @param key name or spelling of a correlation key, or a field that is none; null means any
   * @param limit greatest number of spans, and of log lines, at least 1
   * @throws QueryException when the key is the trace ID and the value cannot be one
   */
  public CorrelationReport lookUp(@Nullable String key, String value, TimeRange range, int limit) {
    CorrelationId id = id(key, value);
    IdMatches matches = new IdMatches(keys, id);
    Look look = new Look(config, logs, traces, id, matches, new Look.Bounds(range, limit));
    Both<Map<TraceId, List<Span>>, List<LogRecord>> chosen =
        Both.of(look::chosenSpans, look::chosenLines);
    List<Line> lines = lines(matches, chosen.second());
    List<Trace> found = traces(matches, look, chosen.first(), lines);
    return new ReportBuilder(config, logs, traces, alerts)
        .build(new Found(id, keys, matches, range, look, found, lines));
  }

  /**
   * What the stores gave.
   *
   * @param traces those that are shown, in the order of their start
   * @param lines those that are shown, in the order of time
   */
  record Found(
      CorrelationId id,
      CorrelationKeys keys,
      IdMatches matches,
      TimeRange range,
      Look look,
      List<Trace> traces,
      List<Line> lines) {}

  private CorrelationId id(@Nullable String key, String value) {
    if (key == null) {
      // A dashed text may be any ID; as a trace ID it is taken under its key only.
      TraceId traceId = TraceId.parse(value);
      return new CorrelationId(null, traceId == null ? value : traceId.toString());
    }
    if (key.equals(CorrelationKeys.TRACE_ID)) {
      TraceId traceId = TraceId.ofSpelling(value);
      if (traceId == null) {
        throw new QueryException(
            QueryException.Kind.SYNTAX,
            "trace_id: \"" + value + "\" (expected: 32 hexadecimal digits)",
            -1);
      }
      return new CorrelationId(key, traceId.toString());
    }
    String name = keys.nameOf(key);
    // Any other name is that of a field: it can be followed as if it were a key.
    return new CorrelationId(name == null ? key : name, value);
  }

  private static List<Trace> traces(
      IdMatches matches, Look look, Map<TraceId, List<Span>> chosen, List<Line> lines) {
    Map<TraceId, Line> carrying = new HashMap<>();
    for (Line line : lines) {
      if (line.evidence().kind() != Evidence.Kind.TRACE) {
        carrying.putIfAbsent(line.log().traceId(), line);
      }
    }
    List<Trace> found = new ArrayList<>();
    Map<TraceId, Integer> counts = look.spans().traces();
    chosen.forEach((traceId, spans) -> {
      Line line = carrying.get(traceId);
      found.add(trace(matches, spans, line, counts.getOrDefault(traceId, spans.size())));
    });
    found.sort(Comparator.comparingLong(Trace::startNanos));
    return found;
  }

  private static Trace trace(IdMatches matches, List<Span> spans, @Nullable Line line, int total) {
    TraceTree tree =
        TraceTree.of(
            spans.stream().mapToLong(span -> span.spanId().value()).toArray(),
            spans.stream().mapToLong(span -> span.parentSpanId().value()).toArray(),
            spans.stream().mapToLong(Span::startNanos).toArray());
    List<Span> rows = new ArrayList<>(spans.size());
    List<Evidence> evidence = new ArrayList<>(spans.size());
    Set<String> services = new LinkedHashSet<>();
    String why = null;
    for (int index : tree.order()) {
      Span span = spans.get(index);
      Evidence of = matches.in(span);
      rows.add(span);
      services.add(span.resource().serviceName());
      boolean byTrace = of != null && CorrelationKeys.TRACE_ID.equals(of.field());
      if (of != null && why == null) {
        why =
            byTrace
                ? "has this trace ID"
                : of.words() + " on " + span.resource().serviceName() + " " + span.name();
      }
      evidence.add(of == null || byTrace ? Evidence.trace("in the same trace") : of);
    }
    if (why == null) {
      why =
          line == null
              ? "a record of it has the ID"
              : line.evidence().words()
                  + " in a log line of "
                  + line.log().resource().serviceName();
    }
    return new Trace(
        spans.getFirst().traceId(),
        rows,
        Arrays.stream(tree.parent()).boxed().toList(),
        evidence,
        why,
        List.copyOf(services),
        total);
  }

  private static List<Line> lines(IdMatches matches, List<LogRecord> chosen) {
    List<Line> lines = new ArrayList<>();
    for (LogRecord log : chosen) {
      Evidence of = matches.in(log);
      if (of == null && log.traceId().isPresent()) {
        of = Evidence.trace("in trace " + log.traceId().toString().substring(0, 8) + "…");
      }
      // The store knows IDs of a structured body that cannot be seen in its text.
      lines.add(new Line(log, of == null ? Evidence.text("carried in its body") : of));
    }
    return lines;
  }
}
