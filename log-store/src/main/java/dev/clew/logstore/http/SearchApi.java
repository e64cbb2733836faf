package dev.clew.logstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.logstore.otlp.LogFields;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.scan.Explanation;
import dev.clew.storage.rows.RowKey;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.ScanReport;
import dev.clew.web.Parameters;
import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code /search}: pages of log lines. */
final class SearchApi {
  /** The answer is held in memory. */
  private static final int MOST_ROWS = 5000;

  private final LogStore store;
  private final LogqlEngine logql;
  private final LogFields fields;
  private final Clock clock;

  SearchApi(LogStore store, LogqlEngine logql, Clock clock) {
    this.logql = logql;
    this.store = store;
    this.fields = store.fields();
    this.clock = clock;
  }

  void search(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = new Parameters(context, clock);
    Filter filter = QueryText.filter(logql, parameters, parameters.range());
    int limit = parameters.number("limit", 100, 1, MOST_ROWS);
    RowQuery query =
        RowQuery.newest(filter, parameters.range(), limit)
            .within(AnswerReport.limits(context))
            .after(cursor(parameters.text("cursor")));
    switch (parameters.text("order")) {
      case "", "newest" -> {}
      case "oldest" -> query = query.oldestFirst();
      default -> throw Parameters.wrong("order", parameters.text("order"), "newest or oldest");
    }
    LogColumns columns = new LogColumns(fields, parameters.list("fields"));
    @Nullable Explanation explanation =
        parameters.text("explain").equals("true") ? new Explanation() : null;
    ScanReport report = store.blocks().search(query, columns::add, explanation);
    columns.write(json);
    if (report.next() != null) {
      json.writeStringField("cursor", report.next().toString());
    }
    AnswerReport.write(json, report);
    if (explanation != null) {
      explain(json, filter, explanation, report);
    }
  }

  private static void explain(
      JsonGenerator json, Filter filter, Explanation explanation, ScanReport report)
      throws IOException {
    json.writeObjectFieldStart("explain");
    json.writeStringField("filter", filter.toString());
    json.writeArrayFieldStart("terms");
    for (String term : explanation.terms()) {
      json.writeString(term);
    }
    json.writeEndArray();
    json.writeNumberField("segments", explanation.segments());
    json.writeNumberField("blocks", explanation.blocks());
    json.writeNumberField("skippedByTime", explanation.skippedByTime());
    json.writeNumberField("skippedByIndex", explanation.skippedByIndex());
    json.writeNumberField("skippedByOrder", explanation.skippedByOrder(report));
    json.writeNumberField("scannedBlocks", report.scannedBlocks());
    json.writeArrayFieldStart("steps");
    for (Explanation.Step step : Explanation.Step.values()) {
      json.writeStartObject();
      json.writeStringField("name", step.name().toLowerCase(Locale.ROOT));
      json.writeNumberField("millis", Math.round(explanation.nanos(step) / 1e3) / 1e3);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static @Nullable RowKey cursor(String text) {
    if (text.isEmpty()) {
      return null;
    }
    RowKey key = RowKey.parse(text);
    if (key == null) {
      throw Parameters.wrong("cursor", text, "the cursor of an answer");
    }
    return key;
  }
}
