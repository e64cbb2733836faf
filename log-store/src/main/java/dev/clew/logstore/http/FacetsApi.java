package dev.clew.logstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.logstore.otlp.LogFields;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.rows.Facets;
import dev.clew.storage.rows.FieldSummary;
import dev.clew.web.Parameters;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code /facets} and {@code /values}: the most frequent values of fields. */
final class FacetsApi {
  /** Attributes offered as facets when the caller names none. */
  private static final int DEFAULT_FACETS = 8;

  private final LogStore store;
  private final LogqlEngine logql;
  private final LogFields fields;
  private final Clock clock;

  FacetsApi(LogStore store, LogqlEngine logql, Clock clock) {
    this.logql = logql;
    this.store = store;
    this.fields = store.fields();
    this.clock = clock;
  }

  void facets(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = new Parameters(context, clock);
    TimeRange range = parameters.range();
    Filter filter = QueryText.filter(logql, parameters, range);
    List<String> names = parameters.list("fields");
    int limit = parameters.number("limit", 10, 1, 1000);
    Facets facets =
        store
            .blocks()
            .facets(
                filter,
                range,
                names.isEmpty() ? defaultFacets(range) : names,
                limit,
                AnswerReport.limits(context));
    json.writeArrayFieldStart("facets");
    for (Facets.Facet facet : facets.facets()) {
      json.writeStartObject();
      json.writeStringField("field", facet.field());
      values(json, facet.values());
      json.writeNumberField("other", facet.other());
      json.writeNumberField("missing", facet.missing());
      json.writeEndObject();
    }
    json.writeEndArray();
    AnswerReport.write(json, facets.report());
  }

  private List<String> defaultFacets(TimeRange range) throws IOException {
    List<String> names = new ArrayList<>(List.of("service", "severity"));
    for (Map.Entry<String, FieldSummary> field : new FieldCatalog(store).byName(range).entrySet()) {
      boolean text = field.getValue().type() == ColumnType.TEXT;
      boolean fixed = fields.schema.field(field.getKey()) != null;
      boolean id = fields.keys.nameOf(field.getKey()) != null;
      if (text && !fixed && !id && !names.contains(field.getKey())) {
        names.add(field.getKey());
      }
      if (names.size() == DEFAULT_FACETS + 2) {
        break;
      }
    }
    return names;
  }

  void values(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = new Parameters(context, clock);
    String field = parameters.required("field");
    String prefix = parameters.text("prefix").toLowerCase(Locale.ROOT);
    int limit = parameters.number("limit", 100, 1, 1000);
    Facets facets =
        store
            .blocks()
            .facets(
                QueryText.filter(logql, parameters, parameters.range()),
                parameters.range(),
                List.of(field),
                prefix.isEmpty() ? limit : Integer.MAX_VALUE,
                AnswerReport.limits(context));
    List<Facets.Value> values =
        facets.facets().getFirst().values().stream()
            .filter(value -> value.value().toLowerCase(Locale.ROOT).startsWith(prefix))
            .limit(limit)
            .toList();
    values(json, values);
    AnswerReport.write(json, facets.report());
  }

  private static void values(JsonGenerator json, List<Facets.Value> values) throws IOException {
    json.writeArrayFieldStart("values");
    for (Facets.Value value : values) {
      json.writeStartObject();
      json.writeStringField("value", value.value());
      json.writeNumberField("count", value.count());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
