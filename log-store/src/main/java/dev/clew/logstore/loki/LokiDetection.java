package dev.clew.logstore.loki;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.logstore.logql.result.LogStream;
import dev.clew.logstore.logql.result.LogqlValue;
import dev.clew.logstore.pipeline.LabelNames;
import dev.clew.logstore.pipeline.Line;
import dev.clew.logstore.pipeline.LogfmtStage;
import dev.clew.model.Labels;
import dev.clew.storage.rows.RowQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which labels and fields lines have, found by looking at some of them, for Logs Drilldown. */
final class LokiDetection {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int DEFAULT_FIELDS = 1000;
  private static final int DEFAULT_LINES = 1000;

  private final LogqlEngine engine;
  private final LogfmtStage logfmt = new LogfmtStage();

  LokiDetection(LogqlEngine engine) {
    this.engine = engine;
  }

  /** Labels with the number of their values; those that are IDs throughout help nobody. */
  void labels(LokiHandler.Request request, JsonGenerator json) throws IOException {
    LokiParameters parameters = request.parameters();
    String selector = parameters.text("query").strip();
    Collection<Labels> series =
        engine.series(
            List.of(selector.isEmpty() ? "{}" : selector),
            parameters.longRange(),
            request.limits());
    Map<String, Set<String>> values = new TreeMap<>();
    for (Labels labels : series) {
      labels
          .asMap()
          .forEach((name, value) -> values.computeIfAbsent(name, n -> new TreeSet<>()).add(value));
    }
    json.writeStartObject();
    json.writeArrayFieldStart("detectedLabels");
    for (Map.Entry<String, Set<String>> label : values.entrySet()) {
      if (!label.getValue().stream().allMatch(LokiDetection::isId)) {
        json.writeStartObject();
        json.writeStringField("label", label.getKey());
        json.writeNumberField("cardinality", label.getValue().size());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static boolean isId(String value) {
    return value.matches("[0-9]+")
        || value.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  }

  void fields(LokiHandler.Request request, JsonGenerator json) throws IOException {
    int limit = request.parameters().number("limit", DEFAULT_FIELDS);
    json.writeStartObject();
    json.writeArrayFieldStart("fields");
    LokiJson loki = new LokiJson(json);
    for (DetectedField field : detect(request).values().stream().limit(limit).toList()) {
      json.writeStartObject();
      json.writeStringField("label", field.name());
      json.writeStringField("type", field.type());
      json.writeNumberField("cardinality", field.cardinality());
      json.writeFieldName("parsers");
      if (field.parsers().isEmpty()) {
        json.writeNull();
      } else {
        loki.strings(field.parsers());
      }
      if (!field.jsonPath().isEmpty()) {
        json.writeFieldName("jsonPath");
        loki.strings(field.jsonPath());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("limit", limit);
    json.writeEndObject();
  }

  void values(LokiHandler.Request request, JsonGenerator json) throws IOException {
    int limit = request.parameters().number("limit", DEFAULT_FIELDS);
    DetectedField field = detect(request).get(request.parameters().path());
    List<String> values = field == null ? List.of() : field.values();
    json.writeStartObject();
    json.writeFieldName("values");
    new LokiJson(json).strings(values.stream().limit(limit).toList());
    json.writeNumberField("limit", limit);
    json.writeEndObject();
  }

  private Map<String, DetectedField> detect(LokiHandler.Request request) {
    LokiParameters parameters = request.parameters();
    int lines = Math.min(LokiParameters.MOST_LINES, parameters.number("line_limit", DEFAULT_LINES));
    Map<String, DetectedField> fields = new LinkedHashMap<>();
    LogqlValue value =
        engine
            .logs(
                parameters.query(),
                parameters.range(),
                lines,
                RowQuery.Order.NEWEST_FIRST,
                request.limits())
            .value();
    if (value instanceof LogqlValue.Streams(List<LogStream> streams)) {
      for (LogStream stream : streams) {
        for (LogStream.LogEntry entry : stream.entries()) {
          stream.metadata().asMap().forEach((name, text) -> field(fields, name).add(text));
          parsed(fields, entry.line());
        }
      }
    }
    return fields;
  }

  private static DetectedField field(Map<String, DetectedField> fields, String name) {
    return fields.computeIfAbsent(name, DetectedField::new);
  }

  /** A line is JSON when it reads as an object, else logfmt when it has pairs. */
  private void parsed(Map<String, DetectedField> fields, String text) {
    if (text.startsWith("{")) {
      Map<List<String>, String> leaves = new LinkedHashMap<>();
      try (JsonParser parser = JSON.createParser(text)) {
        parser.nextToken();
        leaves(parser, new ArrayList<>(), leaves);
      } catch (IOException e) {
        return; // it only looks like JSON
      }
      leaves.forEach((path, value) ->
          field(fields, LabelNames.sanitize(String.join("_", path))).parsed(value, "json", path));
    } else if (text.indexOf('=') > 0) {
      Line line = new Line().reset(0, text);
      logfmt.process(line);
      for (int i = 0; i < line.size(); i++) {
        if (!line.value(i).isEmpty()) {
          field(fields, line.name(i)).parsed(line.value(i), "logfmt", List.of());
        }
      }
    }
  }

  private static void leaves(JsonParser parser, List<String> path, Map<List<String>, String> leaves)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      path.add(parser.currentName());
      switch (parser.nextToken()) {
        case START_OBJECT -> leaves(parser, path, leaves);
        case START_ARRAY -> parser.skipChildren();
        case VALUE_NULL -> {}
        default -> leaves.put(List.copyOf(path), parser.getText());
      }
      path.removeLast();
    }
  }
}
