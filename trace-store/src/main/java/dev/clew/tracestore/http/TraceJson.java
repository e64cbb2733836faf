package dev.clew.tracestore.http;

import static dev.clew.tracestore.http.Answers.column;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.clew.model.Attribute;
import dev.clew.model.Attributes;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.LogRecord;
import dev.clew.model.Span;
import dev.clew.model.SpanEvent;
import dev.clew.model.SpanId;
import dev.clew.model.SpanKind;
import dev.clew.model.SpanLink;
import dev.clew.model.SpanStatus;
import dev.clew.tracestore.StoredSpan;
import dev.clew.tracestore.TraceSkeleton;
import dev.clew.tracestore.TraceSummary;
import dev.clew.tracestore.TraceWarning;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Traces, skeletons and spans as {@code docs/http-api.md} defines them. */
final class TraceJson {
  private final JsonGenerator json;

  TraceJson(JsonGenerator json) {
    this.json = json;
  }

  void summaries(List<TraceSummary> traces) throws IOException {
    int rows = traces.size();
    json.writeObjectFieldStart("columns");
    column(json, "traceId", rows, i -> json.writeString(traces.get(i).traceId().toString()));
    column(json, "rootService", rows, i -> json.writeString(traces.get(i).rootService()));
    column(json, "rootName", rows, i -> json.writeString(traces.get(i).rootName()));
    column(json, "start", rows, i -> json.writeString(Long.toString(traces.get(i).startNanos())));
    column(json, "durationNanos", rows, i -> json.writeNumber(traces.get(i).durationNanos()));
    column(json, "spans", rows, i -> json.writeNumber(traces.get(i).spans()));
    column(json, "errors", rows, i -> json.writeNumber(traces.get(i).errors()));
    column(json, "services", rows, i -> strings(traces.get(i).services()));
    column(json, "matched", rows, i -> json.writeNumber(traces.get(i).matched()));
    column(json, "complete", rows, i -> json.writeBoolean(traces.get(i).complete()));
    json.writeEndObject();
    json.writeNumberField("rows", rows);
  }

  private void strings(List<String> values) throws IOException {
    json.writeStartArray();
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  void spans(List<Span> spans) throws IOException {
    int rows = spans.size();
    json.writeObjectFieldStart("columns");
    column(json, "traceId", rows, i -> json.writeString(spans.get(i).traceId().toString()));
    column(json, "spanId", rows, i -> json.writeString(spans.get(i).spanId().toString()));
    column(json, "service", rows, i -> json.writeString(spans.get(i).resource().serviceName()));
    column(json, "name", rows, i -> json.writeString(spans.get(i).name()));
    column(json, "kind", rows, i -> json.writeString(spans.get(i).kind().id()));
    column(json, "start", rows, i -> json.writeString(Long.toString(spans.get(i).startNanos())));
    column(json, "durationNanos", rows, i -> json.writeNumber(spans.get(i).durationNanos()));
    column(json, "status", rows, i -> json.writeString(spans.get(i).status().id()));
    json.writeEndObject();
    json.writeNumberField("rows", rows);
  }

  /** Rows of a skeleton. */
  record Window(int from, int rows) {
    static Window of(TraceSkeleton trace, int from, int most) {
      int first = Math.min(from, trace.rows());
      return new Window(first, Math.min(most, trace.rows() - first));
    }
  }

  void skeleton(TraceSkeleton trace, Window window) throws IOException {
    int from = window.from();
    int rows = window.rows();
    json.writeStringField("traceId", trace.traceId().toString());
    json.writeStringField("start", Long.toString(trace.startNanos()));
    json.writeNumberField("durationNanos", trace.durationNanos());
    json.writeFieldName("services");
    strings(trace.services());
    json.writeObjectFieldStart("columns");
    column(
        json,
        "spanId",
        rows,
        i -> json.writeString(new SpanId(trace.spanId()[from + i]).toString()));
    column(json, "parent", rows, i -> json.writeNumber(trace.parent()[from + i]));
    column(json, "service", rows, i -> json.writeNumber(trace.service()[from + i]));
    column(json, "name", rows, i -> json.writeString(trace.names().get(trace.name()[from + i])));
    column(
        json, "kind", rows, i -> json.writeString(SpanKind.ofNumber(trace.kind()[from + i]).id()));
    column(
        json,
        "startOffsetNanos",
        rows,
        i -> json.writeNumber(trace.start()[from + i] - trace.startNanos()));
    column(json, "durationNanos", rows, i -> json.writeNumber(trace.duration()[from + i]));
    column(
        json,
        "status",
        rows,
        i -> json.writeString(SpanStatus.ofNumber(trace.status()[from + i]).id()));
    column(json, "events", rows, i -> json.writeNumber(trace.events().get(from + i)));
    column(json, "links", rows, i -> json.writeNumber(trace.links().get(from + i)));
    if (trace.copies().isAny()) {
      column(json, "copies", rows, i -> json.writeNumber(1 + trace.copies().get(from + i)));
    }
    json.writeEndObject();
    json.writeNumberField("rows", rows);
    json.writeNumberField("from", from);
    json.writeNumberField("total", trace.rows());
    json.writeNumberField("orphans", trace.orphans());
    json.writeBooleanField("truncated", trace.truncated());
    warnings(trace);
  }

  private void warnings(TraceSkeleton trace) throws IOException {
    json.writeArrayFieldStart("warnings");
    for (TraceWarning warning : trace.warnings()) {
      json.writeStartObject();
      json.writeStringField("kind", warning.kind().id());
      json.writeNumberField("count", warning.count());
      json.writeStringField("message", warning.message());
      json.writeArrayFieldStart("spans");
      for (SpanId example : warning.examples()) {
        json.writeString(example.toString());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("clocks");
    for (TraceSkeleton.Clock clock : trace.clocks()) {
      json.writeStartObject();
      json.writeStringField("service", clock.service());
      json.writeStringField("host", clock.host());
      json.writeNumberField("offsetNanos", clock.offsetNanos());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeBooleanField("skewCorrected", trace.skewCorrected());
  }

  /** Log lines of a trace, in order of time; where its clocks are put right, theirs are, too. */
  void logs(TraceSkeleton trace, List<LogRecord> lines) throws IOException {
    List<LogRecord> logs =
        lines.stream().sorted(Comparator.comparingLong(line -> time(trace, line))).toList();
    int rows = logs.size();
    json.writeObjectFieldStart("logs");
    json.writeObjectFieldStart("columns");
    column(json, "id", rows, i -> json.writeString(logs.get(i).id()));
    column(json, "time", rows, i -> json.writeString(Long.toString(time(trace, logs.get(i)))));
    column(json, "severity", rows, i -> json.writeString(logs.get(i).severity().id()));
    column(json, "service", rows, i -> json.writeString(logs.get(i).resource().serviceName()));
    column(json, "spanId", rows, i -> json.writeString(id(logs.get(i).spanId())));
    column(json, "body", rows, i -> json.writeString(logs.get(i).body()));
    json.writeEndObject();
    json.writeNumberField("rows", rows);
    json.writeEndObject();
  }

  private static long time(TraceSkeleton trace, LogRecord line) {
    return line.timeNanos() + trace.addedNanos(line.resource());
  }

  private static String id(SpanId spanId) {
    return spanId.isPresent() ? spanId.toString() : "";
  }

  void span(StoredSpan stored, CorrelationKeys keys) throws IOException {
    Span span = stored.span();
    json.writeStringField("traceId", span.traceId().toString());
    json.writeStringField("spanId", span.spanId().toString());
    json.writeStringField("parentSpanId", id(span.parentSpanId()));
    json.writeStringField("name", span.name());
    json.writeStringField("kind", span.kind().id());
    json.writeStringField("service", span.resource().serviceName());
    json.writeStringField("start", Long.toString(span.startNanos()));
    json.writeStringField("end", Long.toString(span.endNanos()));
    json.writeNumberField("durationNanos", span.durationNanos());
    json.writeStringField("status", span.status().id());
    json.writeStringField("statusMessage", span.statusMessage());
    json.writeStringField("traceState", span.traceState());
    AttributeJson.write(json, "attributes", span.attributes());
    AttributeJson.write(json, "resource", span.resource().attributes());
    json.writeObjectFieldStart("scope");
    json.writeStringField("name", span.scope().name());
    json.writeStringField("version", span.scope().version());
    AttributeJson.write(json, "attributes", span.scope().attributes());
    json.writeEndObject();
    json.writeArrayFieldStart("events");
    for (SpanEvent event : span.events()) {
      json.writeStartObject();
      json.writeStringField("time", Long.toString(event.timeNanos()));
      json.writeStringField("name", event.name());
      AttributeJson.write(json, "attributes", event.attributes());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("links");
    for (SpanLink link : span.links()) {
      json.writeStartObject();
      json.writeStringField("traceId", link.traceId().toString());
      json.writeStringField("spanId", link.spanId().toString());
      json.writeStringField("traceState", link.traceState());
      AttributeJson.write(json, "attributes", link.attributes());
      json.writeEndObject();
    }
    json.writeEndArray();
    correlation(span, keys);
    received(stored);
  }

  private void received(StoredSpan stored) throws IOException {
    json.writeNumberField("copies", stored.copies());
    json.writeFieldName("altered");
    strings(stored.altered());
    if (!stored.altered().isEmpty()) {
      json.writeStringField("sentStart", Long.toString(stored.sentStartNanos()));
      json.writeStringField("sentEnd", Long.toString(stored.sentEndNanos()));
    }
  }

  /** A correlation ID of the span. */
  private record Id(String key, String value) {}

  private void correlation(Span span, CorrelationKeys keys) throws IOException {
    Set<Id> ids = new LinkedHashSet<>();
    collect(span.attributes(), keys, ids);
    span.events().forEach(event -> collect(event.attributes(), keys, ids));
    span.links().forEach(link -> collect(link.attributes(), keys, ids));
    collect(span.resource().attributes(), keys, ids);
    json.writeArrayFieldStart("correlation");
    for (Id id : ids) {
      json.writeStartObject();
      json.writeStringField("key", id.key());
      json.writeStringField("value", id.value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void collect(Attributes attributes, CorrelationKeys keys, Set<Id> ids) {
    for (Attribute attribute : attributes) {
      String key = keys.nameOf(attribute.key());
      if (key != null) {
        CorrelationKeys.idsIn(attribute.value()).forEach(id -> ids.add(new Id(key, id)));
      }
    }
  }
}
