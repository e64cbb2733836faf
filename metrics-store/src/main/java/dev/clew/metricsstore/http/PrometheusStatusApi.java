package dev.clew.metricsstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.metricsstore.cardinality.CardinalityReport;
import dev.clew.metricsstore.cardinality.CardinalityReport.Count;
import dev.clew.metricsstore.cardinality.CardinalityReport.DayTotals;
import dev.clew.metricsstore.cardinality.SeriesStatistics;
import dev.clew.metricsstore.promql.EngineConfig;
import dev.clew.metricsstore.promql.ast.AggregateOperator;
import dev.clew.metricsstore.promql.ast.BinaryOperator;
import dev.clew.metricsstore.promql.ast.Feature;
import dev.clew.metricsstore.promql.parse.FunctionSignatures;
import dev.clew.notation.PrometheusDuration;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What Prometheus tells of itself under {@code /prometheus/api/v1/status}. */
public final class PrometheusStatusApi {
  private static final int MAX_ITEMS = 10_000;
  private static final ApiHandler.Data EMPTY_LIST =
      json -> {
        json.writeStartArray();
        json.writeEndArray();
      };

  private static final String PROMETHEUS_VERSION = "3.14.0";

  private final SeriesStatistics statistics;
  private final EngineConfig engine;
  private final Duration retention;
  private final InstantSource clock;
  private final long startedMillis;

  /**
   * @param retention how long samples are kept
   */
  public PrometheusStatusApi(
      SeriesStatistics statistics, EngineConfig engine, Duration retention, InstantSource clock) {
    this.statistics = statistics;
    this.engine = engine;
    this.retention = retention;
    this.clock = clock;
    startedMillis = clock.millis();
  }

  /** Adds the routes, with their full paths. */
  public void register(ServerBuilder builder) {
    get(builder, "/status/tsdb", this::tsdb);
    get(builder, "/status/buildinfo", (ctx, parameters) -> buildInfo());
    get(builder, "/status/runtimeinfo", (ctx, parameters) -> runtimeInfo());
    get(builder, "/status/flags", (ctx, parameters) -> flags());
    get(builder, "/status/walreplay", (ctx, parameters) -> walReplay());
    get(builder, "/features", (ctx, parameters) -> features());
    get(builder, "/notifications", (ctx, parameters) -> ApiHandler.Answer.of(EMPTY_LIST));
    get(builder, "/alertmanagers", (ctx, parameters) -> alertmanagers());
    builder.service("/prometheus/api/v1/notifications/live", (ctx, request) -> noContent());
    builder.service("/prometheus/-/healthy", (ctx, request) -> isWell("Healthy"));
    builder.service("/prometheus/-/ready", (ctx, request) -> isWell("Ready"));
  }

  private static void get(ServerBuilder builder, String path, ApiHandler.Endpoint endpoint) {
    PrometheusApi.add(builder, path, endpoint, HttpMethod.GET);
  }

  private static HttpResponse noContent() {
    return HttpResponse.of(HttpStatus.NO_CONTENT);
  }

  private static HttpResponse isWell(String word) {
    return HttpResponse.of(
        HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8, "Prometheus Server is " + word + ".\n");
  }

  private static ApiHandler.Answer strings(Map<String, String> fields) {
    return ApiHandler.Answer.of(json -> {
      json.writeStartObject();
      for (Map.Entry<String, String> field : fields.entrySet()) {
        json.writeStringField(field.getKey(), field.getValue());
      }
      json.writeEndObject();
    });
  }

  /** The version whose language and API these are, because clients choose features by it. */
  private static ApiHandler.Answer buildInfo() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("version", PROMETHEUS_VERSION);
    fields.put("revision", "clew");
    fields.put("branch", "HEAD");
    fields.put("buildUser", "");
    fields.put("buildDate", "");
    fields.put("goVersion", "java" + Runtime.version().feature());
    return strings(fields);
  }

  private ApiHandler.Answer runtimeInfo() {
    return ApiHandler.Answer.of(json -> {
      String started = Instant.ofEpochMilli(startedMillis).toString();
      json.writeStartObject();
      json.writeStringField("startTime", started);
      json.writeStringField("CWD", "");
      json.writeStringField("hostname", "");
      json.writeStringField("serverTime", clock.instant().toString());
      json.writeBooleanField("reloadConfigSuccess", true);
      json.writeStringField("lastConfigTime", started);
      json.writeNumberField("corruptionCount", 0);
      json.writeNumberField("goroutineCount", Thread.activeCount());
      json.writeNumberField("GOMAXPROCS", Runtime.getRuntime().availableProcessors());
      json.writeNumberField("GOMEMLIMIT", Runtime.getRuntime().maxMemory());
      json.writeStringField("GOGC", "");
      json.writeStringField("GODEBUG", "");
      json.writeStringField("storageRetention", PrometheusDuration.format(retention.toMillis()));
      json.writeEndObject();
    });
  }

  /** Those flags of Prometheus that say something about Clew, too. */
  private ApiHandler.Answer flags() {
    Map<String, String> flags = new TreeMap<>();
    String features =
        engine.enabled().stream().map(Feature::flag).sorted().collect(Collectors.joining(","));
    flags.put("enable-feature", features);
    flags.put("query.lookback-delta", PrometheusDuration.format(engine.lookback().toMillis()));
    flags.put("query.max-samples", Long.toString(engine.maxSamples()));
    flags.put("query.timeout", PrometheusDuration.format(engine.timeout().toMillis()));
    flags.put("storage.tsdb.retention.time", PrometheusDuration.format(retention.toMillis()));
    flags.put("web.cors.origin", ".*");
    flags.put("web.enable-admin-api", "true");
    flags.put("web.enable-remote-write-receiver", "true");
    flags.put("web.external-url", "");
    flags.put("web.route-prefix", "/prometheus");
    return strings(flags);
  }

  /** What is not in files yet is read from the buffer while queries are answered already. */
  private static ApiHandler.Answer walReplay() {
    return ApiHandler.Answer.of(json -> {
      json.writeStartObject();
      json.writeNumberField("min", 0);
      json.writeNumberField("max", 0);
      json.writeNumberField("current", 0);
      json.writeEndObject();
    });
  }

  private static ApiHandler.Answer alertmanagers() {
    return ApiHandler.Answer.of(json -> {
      json.writeStartObject();
      json.writeFieldName("activeAlertmanagers");
      EMPTY_LIST.write(json);
      json.writeFieldName("droppedAlertmanagers");
      EMPTY_LIST.write(json);
      json.writeEndObject();
    });
  }

  private ApiHandler.Answer features() {
    Map<String, Map<String, Boolean>> features = new TreeMap<>();
    Map<String, Boolean> api = new TreeMap<>();
    for (String name : List.of("admin", "exemplars", "label_values_match", "query_stats")) {
      api.put(name, true);
    }
    features.put("api", api);
    Map<String, Boolean> language = new TreeMap<>();
    for (Feature feature : Feature.values()) {
      language.put(feature.name().toLowerCase(Locale.ROOT), engine.enabled().contains(feature));
    }
    features.put("promql", language);
    Map<String, Boolean> functions = new TreeMap<>();
    FunctionSignatures.names().forEach(name -> functions.put(name, true));
    features.put("promql_functions", functions);
    Map<String, Boolean> operators = new TreeMap<>();
    for (BinaryOperator operator : BinaryOperator.values()) {
      operators.put(operator.symbol(), true);
    }
    for (AggregateOperator operator : AggregateOperator.values()) {
      operators.put(operator.symbol(), true);
    }
    features.put("promql_operators", operators);
    features.put(
        "tsdb", Map.of("exemplars", true, "native_histograms", true, "out_of_order", true));
    return ApiHandler.Answer.of(json -> {
      json.writeStartObject();
      for (Map.Entry<String, Map<String, Boolean>> category : features.entrySet()) {
        json.writeObjectFieldStart(category.getKey());
        for (Map.Entry<String, Boolean> feature : category.getValue().entrySet()) {
          json.writeBooleanField(feature.getKey(), feature.getValue());
        }
        json.writeEndObject();
      }
      json.writeEndObject();
    });
  }

  private ApiHandler.Answer tsdb(ServiceRequestContext context, PrometheusParameters parameters) {
    CardinalityReport report = statistics.cardinality(null, items(parameters.text("limit")));
    List<DayTotals> days = report.days();
    return ApiHandler.Answer.of(json -> {
      json.writeStartObject();
      json.writeObjectFieldStart("headStats");
      json.writeNumberField("numSeries", report.series());
      json.writeNumberField("numLabelPairs", report.labelPairs());
      json.writeNumberField("chunkCount", days.stream().mapToInt(DayTotals::segments).sum());
      json.writeNumberField(
          "minTime", days.stream().mapToLong(DayTotals::minMillis).min().orElse(Long.MAX_VALUE));
      json.writeNumberField(
          "maxTime", days.stream().mapToLong(DayTotals::maxMillis).max().orElse(Long.MIN_VALUE));
      json.writeEndObject();
      items(json, "seriesCountByMetricName", report.metrics());
      items(json, "labelValueCountByLabelName", report.labels());
      items(json, "memoryInBytesByLabelName", report.labelBytes());
      items(
          json,
          "seriesCountByLabelValuePair",
          report.pairs().stream()
              .map(pair -> new Count(pair.name() + "=" + pair.value(), pair.series(), 0))
              .toList());
      json.writeEndObject();
    });
  }

  private static int items(String text) {
    if (text.isEmpty()) {
      return 10;
    }
    int limit;
    try {
      limit = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new ApiException("limit must be a positive number");
    }
    if (limit < 1) {
      throw new ApiException("limit must be a positive number");
    }
    if (limit > MAX_ITEMS) {
      throw new ApiException("limit must not exceed " + MAX_ITEMS);
    }
    return limit;
  }

  private static void items(JsonGenerator json, String list, List<Count> items) throws IOException {
    json.writeArrayFieldStart(list);
    for (Count item : items) {
      json.writeStartObject();
      json.writeStringField("name", item.name());
      json.writeNumberField("value", item.count());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
