package dev.clew.testkit;

import dev.clew.model.LogRecord;
import dev.clew.model.Severity;
import dev.clew.model.Span;
import dev.clew.model.SpanStatus;
import dev.clew.model.TraceId;
import dev.clew.model.sighting.Sightings;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was found, in a list in the order of time; all of it is kept. */
public final class ListSightings<T> implements Sightings<T> {
  private record Facts(
      long start, long end, String service, TraceId trace, boolean error, long sequence) {}

  private final List<T> records;
  private final List<Facts> facts;
  private final List<OfService> services;
  private final @Nullable String partial;

  private ListSightings(List<T> records, List<Facts> facts, @Nullable String partial) {
    this.records = records;
    this.facts = facts;
    this.partial = partial;
    Map<String, OfService> byName = new TreeMap<>();
    facts.forEach(f ->
        byName.merge(
            f.service(),
            new OfService(f.service(), 1, f.error() ? 1 : 0, f.start(), f.end()),
            (a, b) ->
                new OfService(
                    a.service(),
                    a.rows() + 1,
                    a.errors() + b.errors(),
                    Math.min(a.firstNanos(), b.firstNanos()),
                    Math.max(a.lastNanos(), b.lastNanos()))));
    this.services = List.copyOf(byName.values());
  }

  /** Log records. */
  public static ListSightings<LogRecord> ofLogs(List<LogRecord> logs, @Nullable String partial) {
    return new ListSightings<>(
        logs,
        logs.stream()
            .map(log ->
                new Facts(
                    log.timeNanos(),
                    log.timeNanos(),
                    log.resource().serviceName(),
                    log.traceId(),
                    log.severity().compareTo(Severity.ERROR) >= 0,
                    log.id().chars().asLongStream().reduce(7, (a, c) -> a * 1_000_003 + c)))
            .toList(),
        partial);
  }

  /** Spans. */
  public static ListSightings<Span> ofSpans(List<Span> spans, @Nullable String partial) {
    return new ListSightings<>(
        spans,
        spans.stream()
            .map(span ->
                new Facts(
                    span.startNanos(),
                    span.endNanos(),
                    span.resource().serviceName(),
                    span.traceId(),
                    span.status() == SpanStatus.ERROR,
                    31 * span.traceId().low() + 0x9E3779B97F4A7C15L * span.spanId().value()))
            .toList(),
        partial);
  }

  @Override
  public long total() {
    return records.size();
  }

  @Override
  public List<OfService> services() {
    return services;
  }

  @Override
  public Map<TraceId, Integer> traces() {
    Map<TraceId, Integer> counts = new HashMap<>();
    facts.stream()
        .filter(f -> f.trace().isPresent())
        .forEach(f -> counts.merge(f.trace(), 1, Integer::sum));
    return counts;
  }

  @Override
  public int size() {
    return records.size();
  }

  @Override
  public long timeNanos(int row) {
    return facts.get(row).start();
  }

  /** The same record has the same one in every list. */
  @Override
  public long sequence(int row) {
    return facts.get(row).sequence();
  }

  @Override
  public int service(int row) {
    List<String> names = services.stream().map(OfService::service).toList();
    return names.indexOf(facts.get(row).service());
  }

  @Override
  public TraceId traceId(int row) {
    return facts.get(row).trace();
  }

  @Override
  public List<T> read(BitSet rows) {
    return rows.stream().mapToObj(records::get).toList();
  }

  @Override
  public @Nullable String partial() {
    return partial;
  }
}
