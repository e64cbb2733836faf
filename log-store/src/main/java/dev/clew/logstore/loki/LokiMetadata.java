package dev.clew.logstore.loki;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.logstore.logql.result.StreamTotals;
import dev.clew.model.Labels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Which labels and streams there are. */
final class LokiMetadata {
  private final LogqlEngine engine;

  LokiMetadata(LogqlEngine engine) {
    this.engine = engine;
  }

  void labels(LokiHandler.Request request, JsonGenerator json) throws IOException {
    LokiParameters parameters = request.parameters();
    names(
        json,
        engine.labels(parameters.longRange(), parameters.text("query").strip(), request.limits()));
  }

  void labelValues(LokiHandler.Request request, JsonGenerator json) throws IOException {
    LokiParameters parameters = request.parameters();
    names(
        json,
        engine.labelValues(
            parameters.path(),
            parameters.longRange(),
            parameters.text("query").strip(),
            request.limits()));
  }

  private static void names(JsonGenerator json, List<String> names) throws IOException {
    json.writeStartObject();
    json.writeStringField("status", "success");
    json.writeFieldName("data");
    new LokiJson(json).strings(names);
    json.writeEndObject();
  }

  void series(LokiHandler.Request request, JsonGenerator json) throws IOException {
    LokiParameters parameters = request.parameters();
    List<String> selectors = new ArrayList<>(parameters.all("match[]"));
    selectors.addAll(parameters.all("match"));
    if (selectors.isEmpty()) {
      throw LokiException.badRequest("match[]: nothing (expected: a stream selector)");
    }
    List<Labels> series = engine.series(selectors, parameters.longRange(), request.limits());
    json.writeStartObject();
    json.writeStringField("status", "success");
    json.writeArrayFieldStart("data");
    for (Labels labels : series) {
      new LokiJson(json).labels(labels);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  void stats(LokiHandler.Request request, JsonGenerator json) throws IOException {
    LokiParameters parameters = request.parameters();
    StreamTotals totals = engine.totals(parameters.query(), parameters.range(), request.limits());
    json.writeStartObject();
    json.writeNumberField("streams", totals.streams());
    json.writeNumberField("chunks", totals.blocks());
    json.writeNumberField("bytes", totals.bytes());
    json.writeNumberField("entries", totals.entries());
    json.writeEndObject();
  }
}
