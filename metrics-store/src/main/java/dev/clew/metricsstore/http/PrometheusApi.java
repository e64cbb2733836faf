package dev.clew.metricsstore.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.metricsstore.promql.PromqlEngine;
import dev.clew.metricsstore.promql.QueryOptions;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.Printer;
import dev.clew.metricsstore.promql.ast.SyntaxTree;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.result.QueryResult;
import dev.clew.metricsstore.series.SeriesSource;
import dev.clew.model.QueryException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Prometheus' query API under {@code /prometheus}, as Grafana's data source and {@code promtool}
 * use it. Rules and alerts are served by the alerting module, {@code write} and targets by the
 * collector.
 */
public final class PrometheusApi {
  private static final String PREFIX = "/prometheus/api/v1";

  private final PromqlEngine engine;
  private final MetadataApi metadata;
  private final InstantSource clock;
  private final ServedPaths paths = new ServedPaths();

  public PrometheusApi(PromqlEngine engine, SeriesSource source, InstantSource clock) {
    this.engine = engine;
    this.metadata = new MetadataApi(source, engine);
    this.clock = clock;
  }

  /** Adds the routes, with their full paths. */
  public void register(ServerBuilder builder) {
    builder.serviceUnder("/prometheus/", (ctx, request) -> unserved(ctx));
    form(builder, "/query", this::query);
    form(builder, "/query_range", this::queryRange);
    form(builder, "/format_query", this::formatQuery);
    form(builder, "/parse_query", this::parseQuery);
    form(builder, "/labels", metadata::labels);
    add(builder, "/label/{name}/values", metadata::labelValues, HttpMethod.GET);
    form(builder, "/series", metadata::series);
    add(builder, "/series", PrometheusApi::dropSeries, HttpMethod.DELETE);
    add(builder, "/metadata", metadata::metadata, HttpMethod.GET);
    form(builder, "/query_exemplars", metadata::exemplars);
  }

  /** What nobody serves may be asked for its options, as in Prometheus. */
  private HttpResponse unserved(ServiceRequestContext ctx) {
    if (ctx.method() == HttpMethod.OPTIONS) {
      return HttpResponse.of(HttpStatus.NO_CONTENT);
    }
    Set<HttpMethod> methods = paths.methods(ctx);
    if (methods.isEmpty()) {
      throw HttpStatusException.of(HttpStatus.NOT_FOUND); // the server says it in its form
    }
    String allowed = methods.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
    ctx.setAdditionalResponseHeader(HttpHeaderNames.ALLOW, allowed);
    throw HttpStatusException.of(HttpStatus.METHOD_NOT_ALLOWED);
  }

  private static void form(ServerBuilder builder, String path, ApiHandler.Endpoint endpoint) {
    add(builder, path, endpoint, HttpMethod.GET, HttpMethod.POST);
  }

  static void add(
      ServerBuilder builder, String path, ApiHandler.Endpoint endpoint, HttpMethod... methods) {
    Route route = Route.builder().path(PREFIX + path).methods(methods).build();
    builder.service(route, new ApiHandler(endpoint));
  }

  private static QueryOptions options(ServiceRequestContext ctx, PrometheusParameters parameters) {
    return new QueryOptions(
        parameters.timeout(),
        parameters.lookback(),
        ctx::isCancelled,
        parameters.text("stats").equals("all"));
  }

  private ApiHandler.Answer query(ServiceRequestContext ctx, PrometheusParameters parameters) {
    int limit = parameters.limit();
    long time = parameters.time("time", clock.millis());
    QueryOptions options = options(ctx, parameters);
    QueryResult result = asParameter(() -> engine.instant(parameters.text("query"), time, options));
    return answer(result, limit, ResultDetails.of(result, parameters));
  }

  private ApiHandler.Answer queryRange(ServiceRequestContext ctx, PrometheusParameters parameters) {
    int limit = parameters.limit();
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
    if ((end - start) / step > PromqlEngine.MAX_POINTS) {
      throw new ApiException(
          "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query"
              + " resolution (?step=XX)");
    }
    QueryOptions options = options(ctx, parameters);
    Steps steps = Steps.between(start, end, step);
    QueryResult result = asParameter(() -> engine.range(parameters.text("query"), steps, options));
    return answer(result, limit, ResultDetails.of(result, parameters));
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

  private static ApiHandler.Answer answer(QueryResult result, int limit, ResultDetails details) {
    List<String> warnings = new ArrayList<>(result.warnings());
    if (ResultJson.size(result.value()) > limit) {
      warnings.add("results truncated due to limit");
    }
    return new ApiHandler.Answer(
        json -> new ResultJson(json).write(result.value(), limit, details),
        warnings,
        result.infos());
  }

  private ApiHandler.Answer formatQuery(
      ServiceRequestContext ctx, PrometheusParameters parameters) {
    Expression expression = asParameter(() -> engine.parse(parameters.text("query")));
    return ApiHandler.Answer.of(json -> json.writeString(Printer.pretty(expression)));
  }

  private ApiHandler.Answer parseQuery(ServiceRequestContext ctx, PrometheusParameters parameters) {
    Expression expression = asParameter(() -> engine.parse(parameters.text("query")));
    return ApiHandler.Answer.of(json -> PlainJson.write(json, SyntaxTree.of(expression)));
  }

  /** What Prometheus answers there as well; series are deleted by {@link AdminApi}. */
  private static ApiHandler.Answer dropSeries(
      ServiceRequestContext ctx, PrometheusParameters parameters) {
    throw new ApiException(ApiException.Type.INTERNAL, "not implemented");
  }
}
