package dev.clew.logstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.otlp.LogFields;
import dev.clew.model.LogRecord;
import dev.clew.model.Severity;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.model.query.SearchParser;
import dev.clew.storage.block.Facets;
import dev.clew.storage.block.FieldSummary;
import dev.clew.storage.block.Histogram;
import dev.clew.storage.block.QueryLimits;
import dev.clew.storage.block.RowKey;
import dev.clew.storage.block.RowQuery;
import dev.clew.storage.block.ScanReport;
import dev.clew.storage.column.ColumnType;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Serves {@code /api/clew/v1/logs/…} as {@code docs/http-api.md} defines it. */
public final class LogApi {
  private static final String BASE = "/api/clew/v1/logs";

  /** The answer is held in memory. */
  private static final int MOST_ROWS = 5000;

  /** Attributes offered as facets when the caller names none. */
  private static final int DEFAULT_FACETS = 8;

  /** Lines of context are close by; further away they explain nothing. */
  private static final long CONTEXT_NANOS = Duration.ofDays(1).toNanos();

  private final LogStore store;
  private final LogFields fields;
  private final Clock clock;

  public LogApi(LogStore store, Clock clock) {
    this.store = store;
    this.fields = store.fields();
    this.clock = clock;
  }

  public void register(ServerBuilder builder) {
    builder.service(BASE + "/search", JsonAnswers.serve(this::search));
    builder.service(BASE + "/histogram", JsonAnswers.serve(this::histogram));
    builder.service(BASE + "/facets", JsonAnswers.serve(this::facets));
    builder.service(BASE + "/fields", JsonAnswers.serve(this::fields));
    builder.service(BASE + "/values", JsonAnswers.serve(this::values));
    builder.service(BASE + "/record/{id}", JsonAnswers.serve(this::record));
    builder.service(BASE + "/context/{id}", JsonAnswers.serve(this::context));
    new TailApi(store).register(builder, BASE + "/tail");
  }

  private static QueryLimits limits(ServiceRequestContext context) {
    return QueryLimits.DEFAULT.withCanceled(context::isCancelled);
  }

  private void search(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = new Parameters(context, clock);
    Filter filter = SearchParser.parse(parameters.text("query"));
    int limit = parameters.number("limit", 100, 1, MOST_ROWS);
    RowQuery query =
        RowQuery.newest(filter, parameters.range(), limit)
            .within(limits(context))
            .after(cursor(parameters.text("cursor")));
    switch (parameters.text("order")) {
      case "", "newest" -> {}
      case "oldest" -> query = query.oldestFirst();
      default -> throw Parameters.wrong("order", parameters.text("order"), "newest or oldest");
    }
    LogColumns columns = new LogColumns(fields, parameters.list("fields"));
    ScanReport report = store.blocks().search(query, columns::add);
    columns.write(json);
    if (report.next() != null) {
      json.writeStringField("cursor", report.next().toString());
    }
    report(json, report);
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

  private void histogram(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = new Parameters(context, clock);
    Filter filter = SearchParser.parse(parameters.text("query"));
    int buckets = parameters.number("buckets", 60, 1, 500);
    TimeRange asked = parameters.range();
    // Buckets are whole milliseconds, because charts are.
    long startMillis = Math.floorDiv(asked.startNanos(), 1_000_000L);
    long endMillis = Math.ceilDiv(asked.endNanos(), 1_000_000L);
    long stepMillis = Math.max(1, Math.ceilDiv(endMillis - startMillis, (long) buckets));
    int used = (int) Math.max(1, Math.ceilDiv(endMillis - startMillis, stepMillis));
    TimeRange range = TimeRange.ofMillis(startMillis, startMillis + used * stepMillis);
    Histogram histogram =
        store.blocks().histogram(filter, range, used, fields.severity, limits(context));
    json.writeNumberField("startMillis", startMillis);
    json.writeNumberField("stepMillis", stepMillis);
    json.writeArrayFieldStart("series");
    for (Map.Entry<Severity, long[]> series : bySeverity(histogram, used).entrySet()) {
      json.writeStartObject();
      json.writeStringField("severity", series.getKey().id());
      json.writeFieldName("counts");
      json.writeArray(series.getValue(), 0, used);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("total", histogram.total());
    report(json, histogram.report());
  }

  private static Map<Severity, long[]> bySeverity(Histogram histogram, int buckets) {
    Map<Severity, long[]> sums = new EnumMap<>(Severity.class);
    histogram
        .counts()
        .forEach((number, counts) -> {
          long[] sum = sums.computeIfAbsent(Severity.ofNumber(number), s -> new long[buckets]);
          for (int i = 0; i < buckets; i++) {
            sum[i] += counts[i];
          }
        });
    return sums;
  }

  private void facets(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = new Parameters(context, clock);
    Filter filter = SearchParser.parse(parameters.text("query"));
    TimeRange range = parameters.range();
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
                limits(context));
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
    report(json, facets.report());
  }

  private List<String> defaultFacets(TimeRange range) throws IOException {
    List<String> names = new ArrayList<>(List.of("service", "severity"));
    for (Map.Entry<String, FieldSummary> field : fieldsByName(range).entrySet()) {
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

  /** Resource attributes stand without their prefix, the service under its short name. */
  private Map<String, FieldSummary> fieldsByName(TimeRange range) throws IOException {
    Map<String, FieldSummary> byName = new LinkedHashMap<>();
    for (FieldSummary field : store.blocks().fieldNames(range)) {
      String name = field.name();
      if (name.equals(LogFields.SERVICE)) {
        name = "service";
      } else if (name.startsWith(LogFields.RESOURCE)) {
        name = name.substring(LogFields.RESOURCE.length());
      }
      if (!name.equals(fields.observedOffset.name())) {
        byName.putIfAbsent(name, field);
      }
    }
    return byName;
  }

  private void fields(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = new Parameters(context, clock);
    json.writeArrayFieldStart("fields");
    for (Map.Entry<String, FieldSummary> field : fieldsByName(parameters.range()).entrySet()) {
      json.writeStartObject();
      json.writeStringField("name", field.getKey());
      json.writeStringField("type", type(field.getValue().type()));
      json.writeNumberField("rows", field.getValue().rows());
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
    Parameters parameters = new Parameters(context, clock);
    String field = parameters.required("field");
    String prefix = parameters.text("prefix").toLowerCase(Locale.ROOT);
    int limit = parameters.number("limit", 100, 1, 1000);
    Facets facets =
        store
            .blocks()
            .facets(
                Filter.all(),
                parameters.range(),
                List.of(field),
                prefix.isEmpty() ? limit : Integer.MAX_VALUE,
                limits(context));
    List<Facets.Value> values =
        facets.facets().getFirst().values().stream()
            .filter(value -> value.value().toLowerCase(Locale.ROOT).startsWith(prefix))
            .limit(limit)
            .toList();
    values(json, values);
    report(json, facets.report());
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

  private LogRecord found(String id) {
    LogRecord record = store.record(id);
    if (record == null) {
      throw new JsonAnswers.NotFoundException(
          "log record " + id + " is not stored: its retention has ended, or the ID is wrong");
    }
    return record;
  }

  private void record(ServiceRequestContext context, JsonGenerator json) throws IOException {
    LogRecord record = found(new Parameters(context, clock).path("id"));
    new RecordJson(json).write(record, fields.keys, store.bodyIds(record.id()));
  }

  private void context(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = new Parameters(context, clock);
    int before = parameters.number("before", 20, 0, 200);
    int after = parameters.number("after", 20, 0, 200);
    LogRecord record = found(parameters.path("id"));
    RowKey key = java.util.Objects.requireNonNull(RowKey.parse(record.id()));
    Filter sameService = new Filter.Equals("service", record.resource().serviceName());
    TimeRange around =
        new TimeRange(record.timeNanos() - CONTEXT_NANOS, record.timeNanos() + CONTEXT_NANOS);
    LogColumns columns = new LogColumns(fields, List.of());
    RowQuery query = RowQuery.newest(sameService, around, 1).within(limits(context)).after(key);
    ScanReport report =
        store
            .blocks()
            .search(limited(query, Math.max(1, before)), row -> before > 0 && columns.add(row));
    columns.reverse();
    int index = columns.rows();
    store.blocks().search(LogStore.theRow(key), columns::add);
    if (after > 0) {
      store.blocks().search(limited(query, after).oldestFirst(), columns::add);
    }
    columns.write(json);
    json.writeNumberField("index", index);
    report(json, report);
  }

  private static RowQuery limited(RowQuery query, int limit) {
    return new RowQuery(
        query.filter(), query.range(), limit, query.order(), query.after(), query.limits());
  }

  private static void report(JsonGenerator json, ScanReport report) throws IOException {
    json.writeObjectFieldStart("stats");
    json.writeNumberField("elapsedMillis", Math.round(report.elapsedNanos() / 1e3) / 1e3);
    json.writeNumberField("scannedRows", report.scannedRows());
    json.writeNumberField("scannedBlocks", report.scannedBlocks());
    json.writeNumberField("skippedBlocks", report.skippedBlocks());
    json.writeNumberField("bytesRead", report.bytesRead());
    json.writeEndObject();
    String partial = report.partial();
    if (partial != null) {
      json.writeObjectFieldStart("partial");
      json.writeStringField("reason", partial);
      json.writeEndObject();
    }
  }
}
