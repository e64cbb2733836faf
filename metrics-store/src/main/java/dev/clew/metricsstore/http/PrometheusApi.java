package dev.clew.metricsstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.metricsstore.promql.PromqlEngine;
import dev.clew.metricsstore.promql.QueryOptions;
import dev.clew.metricsstore.promql.QueryResult;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.Printer;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.series.SeriesSource;
import dev.clew.model.QueryException;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Prometheus' query API under {@code /prometheus}, as Grafana's data source and {@code promtool}
 * use it. Rules and alerts are served by the alerting module.
 */
public final class PrometheusApi {
  private static final String PREFIX = "/prometheus/api/v1";

  private final PromqlEngine engine;
  private final MetadataApi metadata;
  private final InstantSource clock;
  private final long startedMillis;

  public PrometheusApi(PromqlEngine engine, SeriesSource source, InstantSource clock) {
    this.engine = engine;
    this.metadata = new MetadataApi(source, engine);
    this.clock = clock;
    this.startedMillis = clock.millis();
  }

  /** Adds the routes, with their full paths. */
  public void register(ServerBuilder builder) {
    add(builder, "/query", this::query);
    add(builder, "/query_range", this::queryRange);
    add(builder, "/format_query", this::formatQuery);
    add(builder, "/labels", metadata::labels);
    add(builder, "/label/{name}/values", metadata::labelValues);
    add(builder, "/series", metadata::series);
    add(builder, "/metadata", metadata::metadata);
    add(builder, "/query_exemplars", metadata::exemplars);
    add(builder, "/status/buildinfo", this::buildInfo);
    add(builder, "/status/runtimeinfo", this::runtimeInfo);
    add(builder, "/status/flags", this::flags);
    for (String path : List.of("/prometheus/-/healthy", "/prometheus/-/ready")) {
      String word = path.endsWith("healthy") ? "Healthy" : "Ready";
      builder.service(
          path,
          (ctx, request) ->
              HttpResponse.of(
                  HttpStatus.OK,
                  MediaType.PLAIN_TEXT_UTF_8,
                  "Prometheus Server is " + word + ".\n"));
    }
  }

  static void add(ServerBuilder builder, String path, ApiHandler.Endpoint endpoint) {
    Route route =
        Route.builder().path(PREFIX + path).methods(HttpMethod.GET, HttpMethod.POST).build();
    builder.service(route, new ApiHandler(endpoint));
  }

  private QueryOptions options(ServiceRequestContext ctx, Parameters parameters) {
    return new QueryOptions(
        parameters.duration("timeout"), parameters.duration("lookback_delta"), ctx::isCancelled);
  }

  private ApiHandler.Answer query(ServiceRequestContext ctx, Parameters parameters) {
    long time = parameters.time("time", clock.millis());
    int limit = parameters.limit("limit");
    QueryOptions options = options(ctx, parameters);
    return answer(
        asParameter(() -> engine.instant(parameters.text("query"), time, options)), limit);
  }

  private ApiHandler.Answer queryRange(ServiceRequestContext ctx, Parameters parameters) {
    long start = parameters.requiredTime("start");
    long end = parameters.requiredTime("end");
    if (end < start) {
      throw ApiException.parameter("end", "end timestamp must not be before start time");
    }
    long step = parameters.durationMillis("step");
    if (step <= 0) {
      throw ApiException.parameter(
          "step",
          "zero or negative query resolution step widths are not accepted. Try a positive integer");
    }
    int limit = parameters.limit("limit");
    if ((end - start) / step >= PromqlEngine.MAX_POINTS) {
      throw new ApiException(
          "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query"
              + " resolution (?step=XX)");
    }
    QueryOptions options = options(ctx, parameters);
    Steps steps = Steps.between(start, end, step);
    return answer(asParameter(() -> engine.range(parameters.text("query"), steps, options)), limit);
  }

  private interface Query<T> {
    T run();
  }

  /** A query that cannot be parsed is a wrong parameter. */
  private static <T> T asParameter(Query<T> query) {
    try {
      return query.run();
    } catch (QueryException e) {
      if (e.kind() == QueryException.Kind.SYNTAX) {
        throw ApiException.parameter("query", String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private static ApiHandler.Answer answer(QueryResult result, int limit) {
    List<String> warnings = new ArrayList<>(result.warnings());
    if (ResultJson.size(result.value()) > limit) {
      warnings.add("results truncated due to limit");
    }
    return new ApiHandler.Answer(
        json -> new ResultJson(json).write(result.value(), limit), warnings, result.infos());
  }

  private ApiHandler.Answer formatQuery(ServiceRequestContext ctx, Parameters parameters) {
    Expression expression = asParameter(() -> engine.parse(parameters.text("query")));
    return ApiHandler.Answer.of(json -> json.writeString(Printer.pretty(expression)));
  }

  private ApiHandler.Answer buildInfo(ServiceRequestContext ctx, Parameters parameters) {
    return ApiHandler.Answer.of(json ->
        strings(
            json,
            Map.of(
                "version", "3.14.0",
                "revision", "clew",
                "branch", "HEAD",
                "buildUser", "",
                "buildDate", "",
                "goVersion", "java" + Runtime.version().feature())));
  }

  private ApiHandler.Answer runtimeInfo(ServiceRequestContext ctx, Parameters parameters) {
    String started = Instant.ofEpochMilli(startedMillis).toString();
    return ApiHandler.Answer.of(
        json -> strings(json, Map.of("startTime", started, "storageRetention", "")));
  }

  private ApiHandler.Answer flags(ServiceRequestContext ctx, Parameters parameters) {
    return ApiHandler.Answer.of(json -> strings(json, Map.of("query.timeout", "2m")));
  }

  private static void strings(JsonGenerator json, Map<String, String> fields) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, String> field : fields.entrySet()) {
      json.writeStringField(field.getKey(), field.getValue());
    }
    json.writeEndObject();
  }
}
