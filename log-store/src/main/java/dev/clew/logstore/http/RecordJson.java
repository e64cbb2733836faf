package dev.clew.logstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.clew.logstore.pipes.flow.WholeRecord;
import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.LogRecord;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Writes one log record whole. */
final class RecordJson {
  private final JsonGenerator json;

  RecordJson(JsonGenerator json) {
    this.json = json;
  }

  void write(WholeRecord whole, CorrelationKeys keys) throws IOException {
    LogRecord record = whole.record();
    json.writeStringField("id", record.id());
    json.writeStringField("time", Long.toString(record.timeNanos()));
    json.writeStringField(
        "observedTime",
        record.observedTimeNanos() == 0 ? "" : Long.toString(record.observedTimeNanos()));
    json.writeStringField("severity", record.severity().id());
    json.writeNumberField("severityNumber", record.severityNumber());
    json.writeStringField("severityText", record.severityText());
    json.writeBooleanField("severityDetected", whole.severityDetected());
    json.writeStringField("service", record.resource().serviceName());
    json.writeStringField("body", record.body());
    json.writeStringField("eventName", record.eventName());
    json.writeStringField("traceId", record.traceId().isPresent() ? record.traceId() + "" : "");
    json.writeStringField("spanId", record.spanId().isPresent() ? record.spanId() + "" : "");
    attributes("attributes", record.attributes());
    attributes("resource", record.resource().attributes());
    json.writeObjectFieldStart("scope");
    json.writeStringField("name", record.scope().name());
    json.writeStringField("version", record.scope().version());
    json.writeEndObject();
    correlation(record, keys, whole.bodyIds());
  }

  private void correlation(LogRecord record, CorrelationKeys keys, Attributes bodyIds)
      throws IOException {
    Map<String, Set<String>> ids = new LinkedHashMap<>();
    if (record.traceId().isPresent()) {
      ids.put(CorrelationKeys.TRACE_ID, Set.of(record.traceId().toString()));
    }
    collect(record.attributes(), keys, ids);
    collect(record.resource().attributes(), keys, ids);
    collect(bodyIds, keys, ids);
    json.writeArrayFieldStart("correlation");
    for (Map.Entry<String, Set<String>> key : ids.entrySet()) {
      for (String value : key.getValue()) {
        json.writeStartObject();
        json.writeStringField("key", key.getKey());
        json.writeStringField("value", value);
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  private static void collect(
      Attributes attributes, CorrelationKeys keys, Map<String, Set<String>> ids) {
    for (Attribute attribute : attributes) {
      String key = keys.nameOf(attribute.key());
      if (key != null) {
        ids.computeIfAbsent(key, k -> new LinkedHashSet<>())
            .addAll(CorrelationKeys.idsIn(attribute.value()));
      }
    }
  }

  private void attributes(String name, Attributes attributes) throws IOException {
    json.writeArrayFieldStart(name);
    for (Attribute attribute : attributes) {
      json.writeStartObject();
      json.writeStringField("key", attribute.key());
      json.writeStringField("type", type(attribute.value()));
      json.writeFieldName("value");
      value(attribute.value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static String type(AttributeValue value) {
    return switch (value) {
      case AttributeValue.Text text -> "string";
      case AttributeValue.Whole whole -> "int";
      case AttributeValue.Real real -> "double";
      case AttributeValue.Bool bool -> "bool";
      case AttributeValue.Bytes bytes -> "bytes";
      case AttributeValue.Items items -> "array";
      case AttributeValue.Entries entries -> "map";
      case AttributeValue.Empty empty -> "empty";
    };
  }

  private void value(AttributeValue value) throws IOException {
    switch (value) {
      case AttributeValue.Real real -> {
        if (Double.isFinite(real.value())) {
          json.writeNumber(real.asText());
        } else {
          json.writeString(real.asText());
        }
      }
      case AttributeValue.Bool bool -> json.writeBoolean(bool.value());
      case AttributeValue.Items items -> json.writeRawValue(items.asText());
      case AttributeValue.Entries entries -> json.writeRawValue(entries.asText());
      case AttributeValue.Empty empty -> json.writeNull();
      default -> json.writeString(value.asText());
    }
  }
}
