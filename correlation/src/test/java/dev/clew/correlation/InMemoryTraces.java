package dev.clew.correlation;

import dev.clew.model.Attributes;
import dev.clew.model.CorrelationId;
import dev.clew.model.Resource;
import dev.clew.model.Scope;
import dev.clew.model.Span;
import dev.clew.model.SpanId;
import dev.clew.model.SpanKind;
import dev.clew.model.SpanStatus;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.seam.ServiceCoverage;
import dev.clew.model.seam.TraceQueries;
import dev.clew.model.sighting.Sightings;
import dev.clew.model.sighting.Sought;
import dev.clew.testkit.ListSightings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Spans in a list. */
final class InMemoryTraces implements TraceQueries {
  final List<Span> spans = new ArrayList<>();
  long retainedSince;

  /** Where a span stands in its trace. */
  record At(TraceId trace, long id, long parent, long start) {}

  InMemoryTraces add(At at, String service, String name, String... attributes) {
    return add(at, service, name, SpanStatus.UNSET, attributes);
  }

  InMemoryTraces add(At at, String service, String name, SpanStatus status, String... attributes) {
    spans.add(
        new Span(
            at.trace(),
            new SpanId(at.id()),
            new SpanId(at.parent()),
            name,
            SpanKind.SERVER,
            at.start(),
            at.start() + 1_000_000,
            status,
            "",
            "",
            Attributes.of(attributes),
            List.of(),
            List.of(),
            new Resource(Attributes.of("service.name", service)),
            Scope.EMPTY));
    return this;
  }

  private List<Span> find(Predicate<Span> wanted, TimeRange range, int most) {
    return spans.stream()
        .filter(span -> range.contains(span.startNanos()))
        .filter(wanted)
        .sorted(Comparator.comparingLong(Span::startNanos).reversed())
        .limit(most)
        .toList()
        .reversed();
  }

  @Override
  public Sightings<Span> sightings(Sought sought, TimeRange range, int most) {
    return ListSightings.ofSpans(
        find(span -> InMemoryLogs.isSought(sought, span), range, most), null);
  }

  @Override
  public Sightings<Span> mentioning(String value, TimeRange range, int most) {
    return ListSightings.ofSpans(
        find(
            span ->
                !InMemoryLogs.isSought(Sought.carrying(new CorrelationId(null, value)), span)
                    && (span.name().contains(value)
                        || InMemoryLogs.hasValue(span.attributes(), value)
                        || String.valueOf(span.attributes().text("url.path")).contains(value)),
            range,
            most),
        null);
  }

  @Override
  public int servicesWith(String field, TimeRange range) {
    return (int)
        find(span -> span.attributes().text(field) != null, range, Integer.MAX_VALUE).stream()
            .map(span -> span.resource().serviceName())
            .distinct()
            .count();
  }

  @Override
  public List<ServiceCoverage> coverage(TimeRange range) {
    TreeMap<String, Long> counts = new TreeMap<>();
    spans.stream()
        .filter(span -> range.contains(span.startNanos()))
        .forEach(span -> counts.merge(span.resource().serviceName(), 1L, Long::sum));
    return counts.entrySet().stream()
        .map(e -> new ServiceCoverage(e.getKey(), e.getValue(), e.getValue()))
        .toList();
  }

  @Override
  public long retainedSinceNanos() {
    return retainedSince;
  }
}
