package dev.clew.logstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.clew.logstore.otlp.LogFields;
import dev.clew.model.SpanId;
import dev.clew.model.TraceId;
import dev.clew.model.memory.QueryMemory;
import dev.clew.storage.rows.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects rows and writes them as columns. */
final class LogColumns {
  private final LogFields fields;
  private final List<Line> lines = new ArrayList<>();
  private final List<String> extra;

  /** What is shown of a row; it may be kept. */
  record Line(
      String id,
      long time,
      String severity,
      int severityNumber,
      String service,
      String body,
      String traceId,
      String spanId,
      List<@Nullable String> extra) {
    /** Memory that it takes, by an estimate. */
    long bytes() {
      long bytes = 400L + body.length();
      for (String value : extra) {
        bytes += value == null ? 8 : 50L + value.length();
      }
      return bytes;
    }

    Line withBody(String newBody) {
      return new Line(id, time, severity, severityNumber, service, newBody, traceId, spanId, extra);
    }
  }

  /**
   * @param extra names of further fields
   */
  LogColumns(LogFields fields, List<String> extra) {
    this.fields = fields;
    this.extra = extra;
  }

  boolean add(Row row) {
    return add(line(row));
  }

  boolean add(Line line) {
    QueryMemory.current().take(line.bytes());
    return lines.add(line);
  }

  /** Adds a line that is held already. */
  void again(Line line) {
    lines.add(line);
  }

  Line line(Row row) {
    long spanId = row.number(fields.spanId);
    TraceId traceId = new TraceId(row.idHigh(fields.traceId), row.idLow(fields.traceId));
    String service = row.group().text(LogFields.SERVICE);
    List<@Nullable String> values = new ArrayList<>(extra.size());
    for (String name : extra) {
      values.add(row.value(name));
    }
    return new Line(
        row.key().toString(),
        row.timeNanos(),
        row.text(fields.severity),
        (int) row.number(fields.severity),
        service == null ? "" : service,
        row.text(fields.body),
        traceId.isPresent() ? traceId.toString() : "",
        spanId == 0 ? "" : new SpanId(spanId).toString(),
        values);
  }

  void reverse() {
    Collections.reverse(lines);
  }

  int rows() {
    return lines.size();
  }

  void write(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("columns");
    column(json, "id", Line::id);
    column(json, "time", line -> Long.toString(line.time()));
    column(json, "severity", Line::severity);
    json.writeArrayFieldStart("severityNumber");
    for (Line line : lines) {
      json.writeNumber(line.severityNumber());
    }
    json.writeEndArray();
    column(json, "service", Line::service);
    column(json, "body", Line::body);
    column(json, "traceId", Line::traceId);
    column(json, "spanId", Line::spanId);
    json.writeObjectFieldStart("fields");
    for (Map.Entry<String, Integer> name : positions().entrySet()) {
      column(json, name.getKey(), line -> line.extra().get(name.getValue()));
    }
    json.writeEndObject();
    json.writeEndObject();
    json.writeNumberField("rows", lines.size());
  }

  private Map<String, Integer> positions() {
    Map<String, Integer> positions = new LinkedHashMap<>();
    for (int i = 0; i < extra.size(); i++) {
      positions.putIfAbsent(extra.get(i), i);
    }
    return positions;
  }

  @FunctionalInterface
  private interface Value {
    @Nullable String of(Line line);
  }

  private void column(JsonGenerator json, String name, Value value) throws IOException {
    json.writeArrayFieldStart(name);
    for (Line line : lines) {
      json.writeString(value.of(line)); // null becomes null
    }
    json.writeEndArray();
  }
}
