package dev.clew.tracestore.http;

import static dev.clew.tracestore.http.Answers.stats;
import static dev.clew.web.JsonApi.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.model.LogRecord;
import dev.clew.model.SpanId;
import dev.clew.model.SpanKind;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.query.Filter;
import dev.clew.model.seam.LogQueries;
import dev.clew.storage.block.AskedDeletions;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.rows.Deletion;
import dev.clew.storage.rows.Facets;
import dev.clew.storage.rows.FieldSummary;
import dev.clew.storage.rows.Histogram;
import dev.clew.storage.rows.RowKey;
import dev.clew.storage.rows.ScanReport;
import dev.clew.storage.rows.WantedRows;
import dev.clew.tracestore.QueryCost;
import dev.clew.tracestore.StoredSpan;
import dev.clew.tracestore.TracePage;
import dev.clew.tracestore.TraceSkeleton;
import dev.clew.tracestore.TraceStore;
import dev.clew.web.NotFoundException;
import dev.clew.web.Parameters;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Serves {@code /api/clew/v1/traces…}. */
public final class TraceApi {
  private static final String BASE = "/api/clew/v1/traces";
  private static final int MOST_LOGS = 1000;

  /** Of a trace; as many as may be read with any configuration. */
  private static final int MOST_ROWS = Integer.MAX_VALUE;

  /** The protocol's number of the status. */
  private static final int ERROR = 2;

  /** Attributes that the facets show when none are asked for, beside the fixed fields. */
  private static final int MOST_ATTRIBUTES = 8;

  private final TraceStore store;
  private final LogQueries logs;
  private final Clock clock;
  private final AskedDeletions asked;
  private final TraceWindows windows;

  /**
   * @param logs gives the log lines that are shown in a trace
   */
  public TraceApi(TraceStore store, LogQueries logs, Clock clock) {
    this.store = store;
    this.logs = logs;
    this.clock = clock;
    this.asked = new AskedDeletions(store.blocks(), clock);
    this.windows = new TraceWindows(store);
  }

  public void register(ServerBuilder builder) {
    builder.service(BASE + "/search", serve(this::search));
    builder.service(BASE + "/spans", serve(this::spans));
    builder.service(BASE + "/histogram", serve(this::histogram));
    builder.service(BASE + "/facets", serve(this::facets));
    builder.service(BASE + "/fields", serve(this::fields));
    builder.service(BASE + "/values", serve(this::values));
    builder.route().post(BASE + "/delete").build(serve(this::delete));
    builder.route().get(BASE + "/delete/{id}").build(serve(this::deletion));
    builder.service(BASE + "/{traceId}", serve(this::trace));
    builder.service(BASE + "/{traceId}/spans/{spanId}", serve(this::span));
  }

  private void delete(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = parameters(context);
    String request =
        String.join(
            "\n",
            parameters.required("query"),
            parameters.required("start"),
            parameters.required("end"));
    WantedRows wanted = WantedRows.of(parameters.query());
    AskedDeletions.Outcome outcome =
        asked.delete(
            request,
            () -> wanted,
            parameters.range(),
            AskedDeletions.confirmed(parameters.text("confirm")),
            true);
    windows.forget();
    write(json, outcome.orAsk("spans"));
  }

  private void deletion(ServiceRequestContext context, JsonGenerator json) throws IOException {
    String id = String.valueOf(context.pathParam("id"));
    Deletion deletion = store.blocks().deletion(id);
    if (deletion == null) {
      throw new NotFoundException("deletion " + id + " is not known");
    }
    write(json, deletion);
  }

  private static void write(JsonGenerator json, Deletion deletion) throws IOException {
    json.writeStringField("id", deletion.id());
    json.writeStringField("state", deletion.state().id());
    json.writeNumberField("deleted", deletion.rows());
    json.writeNumberField("requestedMillis", deletion.requestedMillis());
    if (deletion.problem() != null) {
      json.writeStringField("problem", deletion.problem());
    }
  }

  private Parameters parameters(ServiceRequestContext context) {
    return new Parameters(context, clock);
  }

  private void search(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = parameters(context);
    TracePage page =
        store.searchTraces(
            parameters.query(),
            parameters.range(),
            parameters.number("limit", 50, 1000),
            cursor(parameters));
    new TraceJson(json).summaries(page.traces());
    if (page.next() != null) {
      json.writeStringField("cursor", page.next().toString());
    }
    stats(json, page.cost());
  }

  private void spans(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = parameters(context);
    TraceStore.SpanPage page =
        store.searchSpans(
            parameters.query(),
            parameters.range(),
            parameters.number("limit", 100, 5000),
            cursor(parameters));
    new TraceJson(json).spans(page.spans());
    if (page.next() != null) {
      json.writeStringField("cursor", page.next().toString());
    }
    stats(json, page.cost());
  }

  private void histogram(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = parameters(context);
    TimeRange range = parameters.range();
    Histogram histogram =
        store.histogram(parameters.query(), range, parameters.number("buckets", 60, 500));
    json.writeNumberField("startMillis", histogram.startNanos() / 1_000_000);
    json.writeNumberField("stepMillis", histogram.stepNanos() / 1e6);
    int buckets = parameters.number("buckets", 60, 500);
    long[] good = new long[buckets];
    long[] failed = new long[buckets];
    histogram.counts().forEach((status, counts) -> add(counts, status == ERROR ? failed : good));
    json.writeArrayFieldStart("series");
    series(json, "ok", good);
    series(json, "error", failed);
    json.writeEndArray();
    json.writeNumberField("total", histogram.total());
    stats(json, cost(histogram.report()));
  }

  private static void add(long[] counts, long[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] += counts[i];
    }
  }

  private static void series(JsonGenerator json, String status, long[] counts) throws IOException {
    json.writeStartObject();
    json.writeStringField("status", status);
    json.writeFieldName("counts");
    json.writeArray(counts, 0, counts.length);
    json.writeEndObject();
  }

  private static QueryCost cost(ScanReport report) {
    return QueryCost.NONE.plus(report);
  }

  private void facets(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = parameters(context);
    TimeRange range = parameters.range();
    List<String> fields = parameters.list("fields");
    Facets facets =
        store.facets(
            parameters.query(),
            range,
            fields.isEmpty() ? usualFields(range) : fields,
            parameters.number("limit", 10, 1000));
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
    stats(json, cost(facets.report()));
  }

  private List<String> usualFields(TimeRange range) {
    List<String> fields = new ArrayList<>(List.of("service", "name", "kind", "status"));
    store.fields(range).stream()
        .filter(field -> field.type() == ColumnType.TEXT || field.type() == ColumnType.WHOLE)
        .map(FieldSummary::name)
        .filter(name -> name.contains(".") && !name.startsWith("telemetry.sdk."))
        // What the store notes of a span that it has altered.
        .filter(name -> !name.startsWith("span."))
        .limit(MOST_ATTRIBUTES)
        .forEach(fields::add);
    return fields;
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

  private void fields(ServiceRequestContext context, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("fields");
    for (FieldSummary field : store.fields(parameters(context).range())) {
      json.writeStartObject();
      json.writeStringField("name", field.name());
      json.writeStringField("type", type(field.type()));
      json.writeNumberField("rows", field.rows());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static String type(ColumnType type) {
    return switch (type) {
      case WHOLE -> "int";
      case REAL -> "double";
      case BOOL -> "bool";
      case NESTED -> "map";
      default -> "string";
    };
  }

  private void values(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = parameters(context);
    String field = parameters.text("field");
    if (field.isEmpty()) {
      throw Parameters.wrong("field", "", "the name of a field");
    }
    String prefix = parameters.text("prefix");
    Filter filter = prefix.isEmpty() ? Filter.and() : new Filter.Wildcard(field, prefix + "*");
    Facets facets =
        store.facets(
            filter, parameters.range(), List.of(field), parameters.number("limit", 20, 1000));
    values(json, facets.facets().getFirst().values());
    stats(json, cost(facets.report()));
  }

  private static TraceId traceId(ServiceRequestContext context) {
    String text = String.valueOf(context.pathParam("traceId"));
    TraceId traceId = TraceId.ofSpelling(text);
    if (traceId == null) {
      throw Parameters.wrong(
          "trace ID", text, "32 or 16 hexadecimal digits, with or without dashes");
    }
    return traceId;
  }

  private void trace(ServiceRequestContext context, JsonGenerator json) throws IOException {
    TraceId traceId = traceId(context);
    String skew = parameters(context).text("skew");
    if (!skew.isEmpty() && !skew.equals("corrected")) {
      throw Parameters.wrong("skew", skew, "corrected");
    }
    Parameters parameters = parameters(context);
    int from = parameters.number("from", 0, 0, MOST_ROWS);
    int most = parameters.number("limit", MOST_ROWS, MOST_ROWS);
    TraceSkeleton skeleton = windows.trace(traceId, !skew.isEmpty(), from, most);
    List<LogRecord> lines = logs.ofTraces(List.of(traceId), TimeRange.ALL, MOST_LOGS);
    if (skeleton.rows() == 0 && lines.isEmpty()) {
      throw new NotFoundException("No span and no log line of trace " + traceId + " is stored.");
    }
    TraceJson out = new TraceJson(json);
    out.skeleton(skeleton, TraceJson.Window.of(skeleton, from, most));
    out.logs(skeleton, lines);
    stats(json, skeleton.cost());
  }

  private static @Nullable RowKey cursor(Parameters parameters) {
    String text = parameters.text("cursor");
    if (text.isEmpty()) {
      return null;
    }
    RowKey key = RowKey.parse(text);
    if (key == null) {
      throw Parameters.wrong("cursor", text, "the cursor of the answer before");
    }
    return key;
  }

  private static @Nullable SpanKind kind(Parameters parameters) {
    String text = parameters.text("kind");
    if (text.isEmpty()) {
      return null;
    }
    for (SpanKind kind : SpanKind.values()) {
      if (kind.id().equals(text)) {
        return kind;
      }
    }
    throw Parameters.wrong("kind", text, "internal, server, client, producer or consumer");
  }

  private void span(ServiceRequestContext context, JsonGenerator json) throws IOException {
    TraceId traceId = traceId(context);
    String text = String.valueOf(context.pathParam("spanId"));
    SpanId spanId = SpanId.parse(text);
    if (spanId == null) {
      throw Parameters.wrong("span ID", text, "16 hexadecimal digits");
    }
    @Nullable StoredSpan span = store.span(traceId, spanId, kind(parameters(context)));
    if (span == null) {
      throw new NotFoundException("No span " + spanId + " of trace " + traceId + " is stored.");
    }
    new TraceJson(json).span(span, store.keys());
  }
}
