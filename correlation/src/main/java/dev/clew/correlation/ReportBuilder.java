package dev.clew.correlation;

import dev.clew.correlation.Correlation.Found;
import dev.clew.correlation.CorrelationReport.Counts;
import dev.clew.correlation.CorrelationReport.Empty;
import dev.clew.correlation.CorrelationReport.Line;
import dev.clew.correlation.CorrelationReport.Neighbour;
import dev.clew.correlation.CorrelationReport.Service;
import dev.clew.correlation.CorrelationReport.Trace;
import dev.clew.model.CorrelationId;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.LogRecord;
import dev.clew.model.Severity;
import dev.clew.model.Span;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.seam.AlertQueries;
import dev.clew.model.seam.LogQueries;
import dev.clew.model.seam.TraceQueries;
import dev.clew.model.sighting.Sightings.OfService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds up what was found, and explains what was not. */
final class ReportBuilder {
  /** Alerts that are looked through for those of the services. */
  private static final int MOST_ALERTS = 1_000;

  /** Labels that name a service. */
  private static final List<String> SERVICE_LABELS =
      List.of("service_name", "service", "service.name", "job");

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
    long spans;
    long logs;
    long errors;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;

    void seen(long start, long end, long errorsOfIt) {
      first = Math.min(first, start);
      last = Math.max(last, end);
      errors += errorsOfIt;
    }
  }

  CorrelationReport build(Found found) {
    Map<String, Tally> tallies = tallies(found.look());
    if (tallies.isEmpty()) {
      return nothing(found);
    }
    long start = tallies.values().stream().mapToLong(tally -> tally.first).min().orElse(0);
    long end = tallies.values().stream().mapToLong(tally -> tally.last).max().orElse(0);
    TimeRange window = window(start, end);
    Explanations explanations = new Explanations(logs, traces, window);

    List<Empty> empty = new ArrayList<>();
    List<Service> services =
        services(tallies, found.look().isComplete() ? explanations : null, empty);
    missingTraces(found, empty);
    Counts counts =
        new Counts(
            found.look().traceCount() - missing(found).size(),
            tallies.values().stream().mapToLong(tally -> tally.spans).sum(),
            tallies.values().stream().mapToLong(tally -> tally.logs).sum(),
            services.size(),
            tallies.values().stream().mapToLong(tally -> tally.errors).sum());
    return new CorrelationReport(
        found.id().value(),
        keys(found),
        ReportSentences.summary(counts, start, end),
        start,
        end,
        counts,
        services,
        found.traces(),
        found.lines(),
        neighbours(found),
        alerts(window, tallies.keySet()),
        empty,
        Cuts.of(found, counts),
        new Suggestions(logs, traces, window).of(found));
  }

  private TimeRange window(long start, long end) {
    long margin = config.margin().toNanos();
    long from = start < Long.MIN_VALUE + margin ? Long.MIN_VALUE : start - margin;
    return new TimeRange(from, end > Long.MAX_VALUE - margin - 1 ? end : end + margin + 1);
  }

  /** Those of the services alone: what else was wrong then says nothing of this ID. */
  private List<AlertQueries.ActiveAlert> alerts(TimeRange window, Set<String> services) {
    return alerts.activeDuring(window, MOST_ALERTS).stream()
        .filter(alert ->
            SERVICE_LABELS.stream()
                .map(label -> alert.labels().get(label))
                .anyMatch(value -> isOneOf(services, value)))
        .limit(config.maxAlerts())
        .toList();
  }

  /** Also {@code namespace/service}, as the label {@code job} has it. */
  private static boolean isOneOf(Set<String> services, @Nullable String value) {
    return value != null
        && (services.contains(value)
            || services.contains(value.substring(value.lastIndexOf('/') + 1)));
  }

  private CorrelationReport nothing(Found found) {
    Counts none = new Counts(0, 0, 0, 0, 0);
    List<Empty> empty = new ArrayList<>();
    empty.addAll(Explanations.nothing(found.id(), found.keys(), found.range(), logs, traces));
    return new CorrelationReport(
        found.id().value(),
        List.of(),
        ReportSentences.summary(none, 0, 0),
        0,
        0,
        none,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        empty,
        Cuts.of(found, none),
        List.of());
  }

  private static Map<String, Tally> tallies(Look look) {
    Map<String, Tally> tallies = new HashMap<>();
    for (OfService of : look.spans().services()) {
      Tally tally = tallies.computeIfAbsent(of.service(), name -> new Tally());
      tally.spans += of.rows();
      tally.seen(of.firstNanos(), of.lastNanos(), of.errors());
    }
    for (OfService of : look.lines().services()) {
      Tally tally = tallies.computeIfAbsent(of.service(), name -> new Tally());
      tally.logs += of.rows();
      tally.seen(of.firstNanos(), of.lastNanos(), of.errors());
    }
    for (LogRecord log : look.otherLines()) {
      Tally tally = tallies.computeIfAbsent(log.resource().serviceName(), name -> new Tally());
      tally.logs++;
      boolean error = log.severity().compareTo(Severity.ERROR) >= 0;
      tally.seen(log.timeNanos(), log.timeNanos(), error ? 1 : 0);
    }
    return tallies;
  }

  /**
   * @param explanations null when not everything was looked at, so that nothing can be said of what
   *     is not there
   */
  private static List<Service> services(
      Map<String, Tally> tallies, @Nullable Explanations explanations, List<Empty> empty) {
    List<Service> services = new ArrayList<>();
    tallies.entrySet().stream()
        .sorted(
            Comparator.comparingLong((Map.Entry<String, Tally> entry) -> entry.getValue().first)
                .thenComparing(Map.Entry::getKey))
        .forEach(entry -> {
          String name = entry.getKey();
          Tally tally = entry.getValue();
          @Nullable String reason = null;
          if (explanations != null && tally.logs == 0) {
            reason = explanations.noLogs(name);
            empty.add(new Empty("logs", name, reason));
          } else if (explanations != null && tally.spans == 0) {
            reason = explanations.noSpans(name);
            empty.add(new Empty("traces", name, reason));
          }
          services.add(
              new Service(
                  name, tally.spans, tally.logs, tally.errors, tally.first, tally.last, reason));
        });
    return services;
  }

  private static List<TraceId> missing(Found found) {
    Set<TraceId> stored = found.look().spans().traces().keySet();
    return found.look().countedTraces().stream().filter(id -> !stored.contains(id)).toList();
  }

  /** Traces that log lines name but that are not stored, and traces without their root. */
  private void missingTraces(Found found, List<Empty> empty) {
    int rootless = 0;
    for (Trace trace : found.traces()) {
      boolean whole = trace.spans().size() == trace.total();
      rootless += whole && trace.root().parentSpanId().isPresent() ? 1 : 0;
    }
    List<TraceId> missing = missing(found);
    if (!missing.isEmpty() && found.look().isComplete()) {
      empty.add(
          new Empty(
              "traces",
              null,
              "Log lines name "
                  + ReportSentences.count(missing.size(), "trace")
                  + " without a stored span ("
                  + missing.getFirst()
                  + (missing.size() > 1 ? ", …" : "")
                  + "): sampled out, not sent yet, or older than "
                  + ReportSentences.time(traces.retainedSinceNanos())
                  + ", when the kept spans begin."));
    }
    if (rootless > 0) {
      empty.add(
          new Empty(
              "traces",
              null,
              "The root span of "
                  + ReportSentences.count(rootless, "trace")
                  + " is not stored: not sent yet, lost by its sender, or not sampled."));
    }
    if (found.traces().isEmpty() && missing.isEmpty() && found.look().isComplete()) {
      empty.add(
          new Empty(
              "traces", null, "No span has this ID, and the log lines carry no trace context."));
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
