package dev.clew.correlation;

import dev.clew.correlation.Correlation.Found;
import dev.clew.correlation.CorrelationReport.Counts;
import dev.clew.correlation.CorrelationReport.Empty;
import dev.clew.correlation.CorrelationReport.Line;
import dev.clew.correlation.CorrelationReport.Neighbour;
import dev.clew.correlation.CorrelationReport.Service;
import dev.clew.correlation.CorrelationReport.Trace;
import dev.clew.model.AlertQueries;
import dev.clew.model.CorrelationId;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.LogQueries;
import dev.clew.model.Severity;
import dev.clew.model.Span;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.TraceQueries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds up what was found, and explains what was not. */
final class ReportBuilder {
  private final CorrelationConfig config;
  private final LogQueries logs;
  private final TraceQueries traces;
  private final AlertQueries alerts;

  ReportBuilder(
      CorrelationConfig config, LogQueries logs, TraceQueries traces, AlertQueries alerts) {
    this.config = config;
    this.logs = logs;
    this.traces = traces;
    this.alerts = alerts;
  }

  /** One service while its records are counted. */
  private static final class Tally {
    int spans;
    int logs;
    int errors;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;

    void seen(long start, long end, boolean error) {
      first = Math.min(first, start);
      last = Math.max(last, end);
      errors += error ? 1 : 0;
    }
  }

  CorrelationReport build(Found found) {
    Map<String, Tally> tallies = tallies(found);
    if (tallies.isEmpty()) {
      return nothing(found);
    }
    long start = tallies.values().stream().mapToLong(tally -> tally.first).min().orElse(0);
    long end = tallies.values().stream().mapToLong(tally -> tally.last).max().orElse(0);
    long margin = config.margin().toNanos();
    TimeRange window = new TimeRange(start - margin, end + margin + 1);
    Explanations explanations = new Explanations(logs, traces, window);

    List<Empty> empty = new ArrayList<>();
    List<Service> services = services(tallies, explanations, empty);
    missingTraces(found, empty);
    Counts counts =
        new Counts(
            found.traces().size(),
            tallies.values().stream().mapToInt(tally -> tally.spans).sum(),
            found.lines().size(),
            services.size(),
            tallies.values().stream().mapToInt(tally -> tally.errors).sum());
    return new CorrelationReport(
        found.id().value(),
        keys(found),
        Wording.summary(counts, start, end),
        start,
        end,
        counts,
        services,
        found.traces(),
        found.lines(),
        neighbours(found),
        alerts.activeDuring(window, config.maxAlerts()),
        empty,
        found.truncated());
  }

  private CorrelationReport nothing(Found found) {
    Counts none = new Counts(0, 0, 0, 0, 0);
    List<Empty> empty = new ArrayList<>();
    empty.addAll(Explanations.nothing(found.id(), found.keys(), found.range(), logs, traces));
    return new CorrelationReport(
        found.id().value(),
        List.of(),
        Wording.summary(none, 0, 0),
        0,
        0,
        none,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        empty,
        false);
  }

  private static Map<String, Tally> tallies(Found found) {
    Map<String, Tally> tallies = new HashMap<>();
    for (Trace trace : found.traces()) {
      for (Span span : trace.spans()) {
        Tally tally = tallies.computeIfAbsent(span.resource().serviceName(), name -> new Tally());
        tally.spans++;
        tally.seen(span.startNanos(), span.endNanos(), span.isError());
      }
    }
    for (Line line : found.lines()) {
      Tally tally =
          tallies.computeIfAbsent(line.log().resource().serviceName(), name -> new Tally());
      long time = line.log().timeNanos();
      tally.logs++;
      tally.seen(time, time, line.log().severity().compareTo(Severity.ERROR) >= 0);
    }
    return tallies;
  }

  private static List<Service> services(
      Map<String, Tally> tallies, Explanations explanations, List<Empty> empty) {
    List<Service> services = new ArrayList<>();
    tallies.entrySet().stream()
        .sorted(
            Comparator.comparingLong((Map.Entry<String, Tally> entry) -> entry.getValue().first)
                .thenComparing(Map.Entry::getKey))
        .forEach(entry -> {
          String name = entry.getKey();
          Tally tally = entry.getValue();
          @Nullable String reason = null;
          if (tally.logs == 0) {
            reason = explanations.noLogs(name);
            empty.add(new Empty("logs", name, reason));
          } else if (tally.spans == 0) {
            reason = explanations.noSpans(name);
            empty.add(new Empty("traces", name, reason));
          }
          services.add(
              new Service(
                  name, tally.spans, tally.logs, tally.errors, tally.first, tally.last, reason));
        });
    return services;
  }

  /** Traces that log lines name but that are not stored, and traces without their root. */
  private void missingTraces(Found found, List<Empty> empty) {
    Set<TraceId> stored = new HashSet<>();
    int rootless = 0;
    for (Trace trace : found.traces()) {
      stored.add(trace.traceId());
      rootless += trace.root().parentSpanId().isPresent() ? 1 : 0;
    }
    List<TraceId> missing =
        found.traceIds().stream().filter(traceId -> !stored.contains(traceId)).toList();
    if (!missing.isEmpty() && !found.truncated()) {
      empty.add(
          new Empty(
              "traces",
              null,
              "Log lines name "
                  + Wording.count(missing.size(), "trace")
                  + " without a stored span ("
                  + missing.getFirst()
                  + (missing.size() > 1 ? ", …" : "")
                  + "): sampled out, not sent yet, or older than "
                  + Wording.time(traces.retainedSinceNanos())
                  + ", when the kept spans begin."));
    }
    if (rootless > 0) {
      empty.add(
          new Empty(
              "traces",
              null,
              "The root span of "
                  + Wording.count(rootless, "trace")
                  + " is not stored: not sent yet, lost by its sender, or not sampled."));
    }
    if (found.traces().isEmpty() && missing.isEmpty()) {
      empty.add(
          new Empty(
              "traces",
              null,
              "No span carries this ID, and the log lines carry no trace context."));
    }
  }

  private static List<String> keys(Found found) {
    List<String> ordered = new ArrayList<>();
    Set<String> seen = found.matches().found();
    if (seen.contains(CorrelationKeys.TRACE_ID)) {
      ordered.add(CorrelationKeys.TRACE_ID);
    }
    found.keys().names().stream().filter(seen::contains).forEach(ordered::add);
    String key = found.id().key();
    return ordered.isEmpty() && key != null ? List.of(key) : ordered;
  }

  private List<Neighbour> neighbours(Found found) {
    Map<CorrelationId, Integer> counts = new HashMap<>();
    IdMatches matches = found.matches();
    for (Trace trace : found.traces()) {
      for (Span span : trace.spans()) {
        matches.others(
            span, (key, value) -> counts.merge(new CorrelationId(key, value), 1, Integer::sum));
      }
    }
    for (Line line : found.lines()) {
      matches.others(
          line.log(), (key, value) -> counts.merge(new CorrelationId(key, value), 1, Integer::sum));
    }
    return counts.entrySet().stream()
        .map(e -> new Neighbour(String.valueOf(e.getKey().key()), e.getKey().value(), e.getValue()))
        .sorted(
            Comparator.comparingInt(Neighbour::records)
                .reversed()
                .thenComparing(Neighbour::key)
                .thenComparing(Neighbour::value))
        .limit(config.maxNeighbours())
        .toList();
  }
}
