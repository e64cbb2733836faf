package dev.clew.logstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.model.query.Filter;
import dev.clew.storage.rows.Patterns;
import dev.clew.storage.rows.WantedRows;
import dev.clew.web.Parameters;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;

/** {@code /patterns}: log lines grouped by the template of their body. */
final class PatternsApi {
  private final LogStore store;
  private final LogqlEngine logql;
  private final Clock clock;

  PatternsApi(LogStore store, LogqlEngine logql, Clock clock) {
    this.logql = logql;
    this.store = store;
    this.clock = clock;
  }

  void patterns(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = new Parameters(context, clock);
    int limit = parameters.number("limit", 50, 1, 500);
    TimeBuckets buckets =
        TimeBuckets.of(parameters.range(), parameters.number("buckets", 30, 1, 500));
    Filter filter = QueryText.filter(logql, parameters, buckets.range());
    Patterns found =
        store
            .blocks()
            .patterns(
                WantedRows.of(filter),
                buckets.range(),
                buckets.count(),
                limit,
                AnswerReport.limits(context));
    json.writeArrayFieldStart("patterns");
    for (Patterns.Pattern pattern : found.patterns()) {
      write(json, pattern, found.total());
    }
    json.writeEndArray();
    json.writeNumberField("startMillis", buckets.startMillis());
    json.writeNumberField("stepMillis", buckets.stepMillis());
    json.writeNumberField("total", found.total());
    json.writeNumberField("distinct", found.distinct());
    AnswerReport.write(json, found.report());
  }

  private static void write(JsonGenerator json, Patterns.Pattern pattern, long total)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("pattern", pattern.text());
    json.writeNumberField("count", pattern.count());
    json.writeNumberField(
        "share", total == 0 ? 0 : Math.round(1e4 * pattern.count() / total) / 1e4);
    json.writeStringField("firstSeen", Long.toString(pattern.firstNanos()));
    json.writeStringField("lastSeen", Long.toString(pattern.lastNanos()));
    counts(json, "severities", pattern.symbols());
    counts(json, "services", pattern.services());
    json.writeStringField("sample", pattern.sample());
    json.writeFieldName("counts");
    json.writeArray(pattern.counts(), 0, pattern.counts().length);
    json.writeStringField("query", PatternFilter.of(pattern.template()).toString());
    json.writeEndObject();
  }

  private static void counts(JsonGenerator json, String name, Map<String, Long> counts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
  }
}
