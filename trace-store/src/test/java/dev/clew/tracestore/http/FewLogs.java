package dev.clew.tracestore.http;

import dev.clew.model.Attributes;
import dev.clew.model.LogRecord;
import dev.clew.model.Resource;
import dev.clew.model.Scope;
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
import java.util.List;

/** Log records in a list, as far as traces ask for them. */
final class FewLogs implements LogQueries {
  final List<LogRecord> records = new ArrayList<>();
  List<ServiceCoverage> coverage = List.of();

  void add(String service, long time, TraceId trace, String body) {
    records.add(
        new LogRecord(
            "log" + records.size(),
            time,
            0,
            13,
            "WARN",
            body,
            "",
            Attributes.EMPTY,
            new Resource(Attributes.of("service.name", service)),
            Scope.EMPTY,
            trace,
            new SpanId(2)));
  }

  @Override
  public List<LogRecord> ofTraces(Collection<TraceId> traceIds, TimeRange range, int limit) {
    return records.stream().filter(log -> traceIds.contains(log.traceId())).limit(limit).toList();
  }

  @Override
  public Sightings<LogRecord> sightings(Sought sought, TimeRange range, int most) {
    return ListSightings.ofLogs(List.of(), null);
  }

  @Override
  public Sightings<LogRecord> mentioning(String value, TimeRange range, int most) {
    return ListSightings.ofLogs(List.of(), null);
  }

  @Override
  public int servicesWith(String field, TimeRange range) {
    return 0;
  }

  @Override
  public List<ServiceCoverage> coverage(TimeRange range) {
    return coverage;
  }

  @Override
  public long retainedSinceNanos() {
    return 0;
  }
}
