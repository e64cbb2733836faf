package dev.clew.correlation;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.clew.correlation.CorrelationReport.Line;
import dev.clew.correlation.CorrelationReport.Trace;
import dev.clew.model.Span;
import dev.clew.model.seam.AlertQueries;
import java.io.IOException;
import java.util.List;

/** Writes a report as {@code docs/http-api.md} defines it. */
final class ReportJson {
  /** Writes one value of a column. */
  @FunctionalInterface
  private interface Cell<T> {
    void write(T row) throws IOException;
  }

  private final JsonGenerator json;

  ReportJson(JsonGenerator json) {
    this.json = json;
  }

  void write(CorrelationReport report) throws IOException {
    json.writeStringField("value", report.value());
    column("keys", report.keys(), json::writeString);
    json.writeStringField("summary", report.summary());
    json.writeStringField("start", Long.toString(report.startNanos()));
    json.writeStringField("end", Long.toString(report.endNanos()));
    counts(report.counts());
    services(report.services());
    json.writeArrayFieldStart("traces");
    for (Trace trace : report.traces()) {
      trace(trace);
    }
    json.writeEndArray();
    logs(report.logs());
    neighbours(report.neighbours());
    alerts(report.alerts());
    empty(report.empty());
    cut(report.cut());
    suggestedKeys(report.suggestedKeys());
  }

  private void counts(CorrelationReport.Counts counts) throws IOException {
    json.writeObjectFieldStart("counts");
    json.writeNumberField("traces", counts.traces());
    json.writeNumberField("spans", counts.spans());
    json.writeNumberField("logs", counts.logs());
    json.writeNumberField("services", counts.services());
    json.writeNumberField("errors", counts.errors());
    json.writeEndObject();
  }

  private void services(List<CorrelationReport.Service> services) throws IOException {
    json.writeArrayFieldStart("services");
    for (CorrelationReport.Service service : services) {
      json.writeStartObject();
      json.writeStringField("name", service.name());
      json.writeNumberField("spans", service.spans());
      json.writeNumberField("logs", service.logs());
      json.writeNumberField("errors", service.errors());
      json.writeStringField("first", Long.toString(service.firstNanos()));
      json.writeStringField("last", Long.toString(service.lastNanos()));
      json.writeStringField("emptyReason", service.emptyReason());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void trace(Trace trace) throws IOException {
    Span root = trace.root();
    long start = trace.startNanos();
    List<Span> spans = trace.spans();
    json.writeStartObject();
    json.writeStringField("traceId", trace.traceId().toString());
    json.writeStringField("rootService", root.resource().serviceName());
    json.writeStringField("rootName", root.name());
    json.writeStringField("start", Long.toString(start));
    json.writeNumberField("durationNanos", trace.endNanos() - start);
    json.writeNumberField("spans", trace.total());
    json.writeNumberField("shown", spans.size());
    json.writeNumberField("errors", trace.errors());
    json.writeStringField("why", trace.why());
    column("services", trace.services(), json::writeString);
    json.writeObjectFieldStart("columns");
    column("spanId", spans, span -> json.writeString(span.spanId().toString()));
    column("parent", trace.parents(), parent -> json.writeNumber(parent.intValue()));
    column(
        "service",
        spans,
        span -> json.writeNumber(trace.services().indexOf(span.resource().serviceName())));
    column("name", spans, span -> json.writeString(span.name()));
    column("kind", spans, span -> json.writeString(span.kind().id()));
    column("startOffsetNanos", spans, span -> json.writeNumber(span.startNanos() - start));
    column("durationNanos", spans, span -> json.writeNumber(span.durationNanos()));
    column("status", spans, span -> json.writeString(span.status().id()));
    column("events", spans, span -> json.writeNumber(span.events().size()));
    column("links", spans, span -> json.writeNumber(span.links().size()));
    column("why", trace.evidence(), evidence -> json.writeString(whyOfSpan(evidence)));
    column("evidence", trace.evidence(), evidence -> json.writeString(evidence.kind().id()));
    json.writeEndObject();
    json.writeEndObject();
  }

  private static String whyOfSpan(Evidence evidence) {
    return evidence.kind() == Evidence.Kind.KEY ? "carries " + evidence.field() : evidence.words();
  }

  private void cut(List<CorrelationReport.Cut> cuts) throws IOException {
    json.writeArrayFieldStart("cut");
    for (CorrelationReport.Cut cut : cuts) {
      json.writeStartObject();
      json.writeStringField("part", cut.part());
      json.writeNumberField("shown", cut.shown());
      json.writeNumberField("of", cut.of());
      json.writeStringField("reason", cut.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void suggestedKeys(List<CorrelationReport.SuggestedKey> keys) throws IOException {
    json.writeArrayFieldStart("suggestedKeys");
    for (CorrelationReport.SuggestedKey key : keys) {
      json.writeStartObject();
      json.writeStringField("field", key.field());
      json.writeNumberField("records", key.records());
      json.writeNumberField("services", key.services());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void logs(List<Line> lines) throws IOException {
    json.writeObjectFieldStart("logs");
    json.writeObjectFieldStart("columns");
    column("id", lines, line -> json.writeString(line.log().id()));
    column("time", lines, line -> json.writeString(Long.toString(line.log().timeNanos())));
    column("severity", lines, line -> json.writeString(line.log().severity().id()));
    column("service", lines, line -> json.writeString(line.log().resource().serviceName()));
    column("body", lines, line -> json.writeString(line.log().body()));
    column(
        "traceId",
        lines,
        line ->
            json.writeString(
                line.log().traceId().isPresent() ? line.log().traceId().toString() : ""));
    column(
        "spanId",
        lines,
        line ->
            json.writeString(
                line.log().spanId().isPresent() ? line.log().spanId().toString() : ""));
    column("why", lines, line -> json.writeString(line.evidence().words()));
    column("evidence", lines, line -> json.writeString(line.evidence().kind().id()));
    json.writeEndObject();
    json.writeNumberField("rows", lines.size());
    json.writeEndObject();
  }

  private void neighbours(List<CorrelationReport.Neighbour> neighbours) throws IOException {
    json.writeArrayFieldStart("neighbours");
    for (CorrelationReport.Neighbour neighbour : neighbours) {
      json.writeStartObject();
      json.writeStringField("key", neighbour.key());
      json.writeStringField("value", neighbour.value());
      json.writeNumberField("records", neighbour.records());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void alerts(List<AlertQueries.ActiveAlert> alerts) throws IOException {
    json.writeArrayFieldStart("alerts");
    for (AlertQueries.ActiveAlert alert : alerts) {
      json.writeStartObject();
      json.writeStringField("name", alert.name());
      json.writeStringField("state", alert.state());
      json.writeStringField("activeAt", Long.toString(alert.activeAtNanos()));
      json.writeObjectFieldStart("labels");
      for (var label : alert.labels().asMap().entrySet()) {
        json.writeStringField(label.getKey(), label.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void empty(List<CorrelationReport.Empty> all) throws IOException {
    json.writeArrayFieldStart("empty");
    for (CorrelationReport.Empty empty : all) {
      json.writeStartObject();
      json.writeStringField("part", empty.part());
      json.writeStringField("service", empty.service());
      json.writeStringField("reason", empty.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private <T> void column(String name, List<T> rows, Cell<T> cell) throws IOException {
    json.writeArrayFieldStart(name);
    for (T row : rows) {
      cell.write(row);
    }
    json.writeEndArray();
  }
}
