package dev.clew.logstore.loki;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.model.TimeRange;
import dev.clew.storage.rows.Patterns;
import java.io.IOException;

/** The templates of lines, with their number over time. */
final class LokiPatterns {
  private static final int DEFAULT_PATTERNS = 300;
  private static final int MOST_BUCKETS = 1000;

  /** How LogQL writes the variable part of a pattern. */
  private static final String VARIABLE = "<_>";

  private final LogStore store;
  private final LogqlEngine engine;

  LokiPatterns(LogStore store, LogqlEngine engine) {
    this.store = store;
    this.engine = engine;
  }

  void patterns(LokiHandler.Request request, JsonGenerator json) throws IOException {
    LokiParameters parameters = request.parameters();
    if (!engine.isLogQuery(parameters.query())) {
      throw LokiException.badRequest("query: a metric query (expected: a stream selector)");
    }
    TimeRange asked = parameters.range();
    long length = asked.endNanos() - asked.startNanos();
    long step = Math.max(parameters.step(), Math.max(1, Math.ceilDiv(length, MOST_BUCKETS)));
    int buckets = (int) Math.max(1, Math.ceilDiv(length, step));
    TimeRange range = new TimeRange(asked.startNanos(), asked.startNanos() + buckets * step);
    Patterns found =
        store
            .blocks()
            .patterns(
                engine.rows(parameters.query(), range),
                range,
                buckets,
                parameters.number("limit", DEFAULT_PATTERNS),
                request.limits());
    json.writeStartObject();
    json.writeStringField("status", "success");
    json.writeArrayFieldStart("data");
    for (Patterns.Pattern pattern : found.patterns()) {
      if (!pattern.text().equals(Patterns.OTHER)) {
        write(pattern, found, json);
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(Patterns.Pattern pattern, Patterns found, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("pattern", pattern.text().replace(Patterns.WILDCARD, VARIABLE));
    json.writeArrayFieldStart("samples");
    for (int i = 0; i < pattern.counts().length; i++) {
      if (pattern.counts()[i] > 0) {
        json.writeStartArray();
        json.writeNumber((found.startNanos() + i * found.stepNanos()) / 1_000_000_000L);
        json.writeNumber(pattern.counts()[i]);
        json.writeEndArray();
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
