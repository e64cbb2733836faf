package dev.clew.correlation;

import dev.clew.model.Attributes;
import dev.clew.model.CorrelationId;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.LogRecord;
import dev.clew.model.Resource;
import dev.clew.model.Scope;
import dev.clew.model.Span;
import dev.clew.model.SpanId;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.seam.LogQueries;
import dev.clew.model.seam.ServiceCoverage;
import dev.clew.model.sighting.Sightings;
import dev.clew.model.sighting.Sought;
import dev.clew.testkit.ListSightings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Log records in a list. */
final class InMemoryLogs implements LogQueries {
  static final CorrelationKeys KEYS = CorrelationKeys.defaults();

  final List<LogRecord> records = new ArrayList<>();
  long retainedSince;

  InMemoryLogs add(
      String service, long time, int severity, String body, TraceId trace, String... attributes) {
    records.add(
        new LogRecord(
            "log" + records.size(),
            time,
            0,
            severity,
            "",
            body,
            "",
            Attributes.of(attributes),
            new Resource(Attributes.of("service.name", service)),
            Scope.EMPTY,
            trace,
            SpanId.NONE));
    return this;
  }

  static boolean carries(Attributes attributes, CorrelationId id) {
    for (var attribute : attributes) {
      String key = KEYS.nameOf(attribute.key());
      if (key != null
          && (id.key() == null || id.key().equals(key))
          && attribute.value().asText().equals(id.value())) {
        return true;
      }
    }
    return false;
  }

  static boolean asksTrace(CorrelationId id, TraceId trace) {
    return (id.key() == null || id.key().equals(CorrelationKeys.TRACE_ID))
        && trace.toString().equals(id.value());
  }

  private List<LogRecord> find(Predicate<LogRecord> wanted, TimeRange range, int limit) {
    return records.stream()
        .filter(log -> range.contains(log.timeNanos()))
        .filter(wanted)
        .sorted(Comparator.comparingLong(LogRecord::timeNanos).reversed())
        .limit(limit)
        .toList();
  }

  @Override
  public List<LogRecord> ofTraces(Collection<TraceId> traceIds, TimeRange range, int limit) {
    return find(log -> traceIds.contains(log.traceId()), range, limit);
  }

  private static boolean isSought(Sought sought, Attributes own, Attributes resource, TraceId of) {
    CorrelationId id = sought.id();
    boolean carries =
        id != null
            && (carries(own, id) || carries(resource, id) || asksTrace(id, of) || field(own, id));
    return carries || (of.isPresent() && sought.traces().contains(of));
  }

  private static boolean field(Attributes attributes, CorrelationId id) {
    String key = id.key();
    return key != null
        && KEYS.nameOf(key) == null
        && id.value().equalsIgnoreCase(attributes.text(key));
  }

  static boolean isSought(Sought sought, LogRecord log) {
    return isSought(sought, log.attributes(), log.resource().attributes(), log.traceId());
  }

  static boolean isSought(Sought sought, Span span) {
    return isSought(sought, span.attributes(), span.resource().attributes(), span.traceId());
  }

  static boolean hasValue(Attributes attributes, String value) {
    for (var attribute : attributes) {
      if (attribute.value().asText().equalsIgnoreCase(value)) {
        return true;
      }
    }
    return false;
  }

  /** Why mentions were not looked for to the end; null when they were. */
  @Nullable String mentionsPartial;

  @Override
  public Sightings<LogRecord> sightings(Sought sought, TimeRange range, int most) {
    return ListSightings.ofLogs(find(log -> isSought(sought, log), range, most).reversed(), null);
  }

  @Override
  public Sightings<LogRecord> mentioning(String value, TimeRange range, int most) {
    return ListSightings.ofLogs(
        find(
                log ->
                    !isSought(Sought.carrying(new CorrelationId(null, value)), log)
                        && (log.body().contains(value) || hasValue(log.attributes(), value)),
                range,
                most)
            .reversed(),
        mentionsPartial);
  }

  @Override
  public int servicesWith(String field, TimeRange range) {
    return (int)
        find(log -> log.attributes().text(field) != null, range, Integer.MAX_VALUE).stream()
            .map(log -> log.resource().serviceName())
            .distinct()
            .count();
  }

  @Override
  public List<ServiceCoverage> coverage(TimeRange range) {
    TreeMap<String, long[]> counts = new TreeMap<>();
    for (LogRecord log : find(l -> true, range, Integer.MAX_VALUE)) {
      long[] count = counts.computeIfAbsent(log.resource().serviceName(), s -> new long[2]);
      count[0]++;
      count[1] += log.traceId().isPresent() ? 1 : 0;
    }
    return counts.entrySet().stream()
        .map(e -> new ServiceCoverage(e.getKey(), e.getValue()[0], e.getValue()[1]))
        .toList();
  }

  @Override
  public long retainedSinceNanos() {
    return retainedSince;
  }
}
