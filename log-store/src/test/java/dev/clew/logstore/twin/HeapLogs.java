package dev.clew.logstore.twin;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import dev.clew.model.CorrelationId;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.LogRecord;
import dev.clew.model.Resource;
import dev.clew.model.Scope;
import dev.clew.model.Severity;
import dev.clew.model.SpanId;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.query.Filter;
import dev.clew.model.seam.LogQueries;
import dev.clew.model.seam.ServiceCoverage;
import dev.clew.model.sighting.Sightings;
import dev.clew.model.sighting.Sought;
import dev.clew.testkit.ListSightings;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Log records in a list, read with the generated OTLP classes and searched one by one: what the
 * real store has to answer like. Not thread-safe.
 */
public final class HeapLogs implements LogQueries {
  private static final Comparator<Entry> ORDER =
      Comparator.comparingLong((Entry e) -> e.record().timeNanos())
          .thenComparingLong(Entry::sequence);

  private final CorrelationKeys keys;
  private final List<Entry> entries = new ArrayList<>();
  private long retainedSince = Long.MIN_VALUE;
  private long next;

  /** A record and its place among those of the same instant. */
  public record Entry(LogRecord record, long sequence) {}

  public HeapLogs(CorrelationKeys keys) {
    this.keys = keys;
  }

  /** Records older than that are neither taken nor kept. */
  public void retainSince(long nanos) {
    retainedSince = nanos;
    entries.removeIf(entry -> entry.record().timeNanos() < nanos);
  }

  public void ingest(byte[] otlp, long receivedNanos) {
    ExportLogsServiceRequest request;
    try {
      request = ExportLogsServiceRequest.parseFrom(otlp);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("otlp: not an ExportLogsServiceRequest", e);
    }
    for (ResourceLogs resource : request.getResourceLogsList()) {
      for (ScopeLogs scope : resource.getScopeLogsList()) {
        for (var record : scope.getLogRecordsList()) {
          LogRecord read = read(resource, scope, record, receivedNanos);
          if (read.timeNanos() >= retainedSince) {
            entries.add(new Entry(read, next++));
          }
        }
      }
    }
  }

  private static LogRecord read(
      ResourceLogs resource,
      ScopeLogs scope,
      io.opentelemetry.proto.logs.v1.LogRecord record,
      long received) {
    long time =
        record.getTimeUnixNano() > 0
            ? record.getTimeUnixNano()
            : record.getObservedTimeUnixNano() > 0 ? record.getObservedTimeUnixNano() : received;
    Severity ofText = Severity.parse(record.getSeverityText());
    int severity =
        record.getSeverityNumberValue() > 0
            ? record.getSeverityNumberValue()
            : ofText == null ? 0 : ofText.lowestNumber();
    return new LogRecord(
        "",
        time,
        Math.max(0, record.getObservedTimeUnixNano()),
        severity,
        record.getSeverityText(),
        value(record.getBody()).asText(),
        record.getEventName(),
        attributes(record.getAttributesList()),
        new Resource(attributes(resource.getResource().getAttributesList())),
        new Scope(
            scope.getScope().getName(),
            scope.getScope().getVersion(),
            attributes(scope.getScope().getAttributesList())),
        traceId(record.getTraceId().asReadOnlyByteBuffer()),
        record.getSpanId().size() == 8
            ? new SpanId(record.getSpanId().asReadOnlyByteBuffer().getLong())
            : new SpanId(0));
  }

  private static TraceId traceId(ByteBuffer bytes) {
    return bytes.remaining() == 16 ? new TraceId(bytes.getLong(), bytes.getLong()) : TraceId.NONE;
  }

  private static Attributes attributes(List<KeyValue> sent) {
    Attributes.Builder builder = new Attributes.Builder();
    sent.forEach(attribute -> builder.put(attribute.getKey(), value(attribute.getValue())));
    return builder.build();
  }

  private static AttributeValue value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> AttributeValue.of(value.getStringValue());
      case INT_VALUE -> AttributeValue.of(value.getIntValue());
      case DOUBLE_VALUE -> AttributeValue.of(value.getDoubleValue());
      case BOOL_VALUE -> AttributeValue.of(value.getBoolValue());
      case BYTES_VALUE -> AttributeValue.Bytes.of(value.getBytesValue().toByteArray());
      case ARRAY_VALUE ->
          new AttributeValue.Items(
              value.getArrayValue().getValuesList().stream().map(HeapLogs::value).toList());
      case KVLIST_VALUE ->
          new AttributeValue.Entries(attributes(value.getKvlistValue().getValuesList()));
      default -> AttributeValue.Empty.INSTANCE;
    };
  }

  /** The matching records, newest first. */
  public List<Entry> search(Filter filter, TimeRange range) {
    NaiveFilter naive = new NaiveFilter(keys);
    return entries.stream()
        .filter(e -> range.contains(e.record().timeNanos()) && naive.test(filter, e.record()))
        .sorted(ORDER.reversed())
        .toList();
  }

  /** Deletes the matching records; returns how many. */
  public int delete(Filter filter, TimeRange range) {
    int before = entries.size();
    entries.removeAll(search(filter, range));
    return before - entries.size();
  }

  private List<LogRecord> newest(Filter filter, TimeRange range, int limit) {
    return search(filter, range).stream().limit(limit).map(Entry::record).toList();
  }

  /** Records that carry the ID, newest first. */
  public List<LogRecord> carrying(CorrelationId id, TimeRange range, int limit) {
    return newest(new Filter.Carries(id.key(), id.value()), range, limit);
  }

  @Override
  public List<LogRecord> ofTraces(Collection<TraceId> traceIds, TimeRange range, int limit) {
    return search(Filter.all(), range).stream()
        .map(Entry::record)
        .filter(record -> traceIds.contains(record.traceId()))
        .limit(limit)
        .toList();
  }

  @Override
  public Sightings<LogRecord> sightings(Sought sought, TimeRange range, int most) {
    List<Filter> any = new ArrayList<>();
    if (sought.id() != null) {
      any.add(new Filter.Carries(sought.id().key(), sought.id().value()));
    }
    sought.traces().forEach(id -> any.add(new Filter.Carries("trace_id", id.toString())));
    return ListSightings.ofLogs(
        newest(new Filter.Or(any), range, Integer.MAX_VALUE).reversed(), null);
  }

  @Override
  public Sightings<LogRecord> mentioning(String value, TimeRange range, int most) {
    return ListSightings.ofLogs(
        newest(new Filter.Phrase(null, value), range, most).reversed(), null);
  }

  @Override
  public int servicesWith(String field, TimeRange range) {
    return (int)
        search(new Filter.Exists(field), range).stream()
            .map(entry -> entry.record().resource().serviceName())
            .distinct()
            .count();
  }

  @Override
  public List<ServiceCoverage> coverage(TimeRange range) {
    TreeMap<String, long[]> services = new TreeMap<>();
    for (Entry entry : search(Filter.all(), range)) {
      LogRecord record = entry.record();
      long[] counts =
          services.computeIfAbsent(record.resource().serviceName(), name -> new long[2]);
      counts[0]++;
      counts[1] += record.traceId().isPresent() ? 1 : 0;
    }
    List<ServiceCoverage> all = new ArrayList<>();
    services.forEach((name, n) -> all.add(new ServiceCoverage(name, n[0], n[1])));
    return all;
  }

  /** All values that a field name stands for. */
  static List<AttributeValue> values(LogRecord record, List<String> names) {
    List<AttributeValue> values = new ArrayList<>();
    for (String name : names) {
      add(values, record.attributes(), name, "");
      add(values, record.resource().attributes(), name, "resource.");
      add(values, record.scope().attributes(), name, "scope.attributes.");
      if (name.equals("scope.name") && !record.scope().name().isEmpty()) {
        values.add(AttributeValue.of(record.scope().name()));
      }
      if (name.equals("scope.version") && !record.scope().version().isEmpty()) {
        values.add(AttributeValue.of(record.scope().version()));
      }
    }
    return values;
  }

  private static void add(
      List<AttributeValue> values, Attributes attributes, String name, String prefix) {
    for (Attribute attribute : attributes) {
      if ((prefix + attribute.key()).equals(name)) {
        values.add(attribute.value());
      }
    }
  }

  @Override
  public long retainedSinceNanos() {
    return retainedSince;
  }
}
