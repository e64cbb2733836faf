package dev.clew.correlation;

import dev.clew.model.Attributes;
import dev.clew.model.CorrelationId;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.LogQueries;
import dev.clew.model.LogRecord;
import dev.clew.model.Resource;
import dev.clew.model.Scope;
import dev.clew.model.ServiceCoverage;
import dev.clew.model.SpanId;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

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
  public List<LogRecord> carrying(CorrelationId id, TimeRange range, int limit) {
    return find(
        log ->
            carries(log.attributes(), id)
                || carries(log.resource().attributes(), id)
                || asksTrace(id, log.traceId()),
        range,
        limit);
  }

  @Override
  public List<LogRecord> ofTraces(Collection<TraceId> traceIds, TimeRange range, int limit) {
    return find(log -> traceIds.contains(log.traceId()), range, limit);
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
