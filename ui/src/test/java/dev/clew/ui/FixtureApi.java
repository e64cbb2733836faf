package dev.clew.ui;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The HTTP API of docs/http-api.md over an invented shop, so that pages can be developed and tested
 * without stores. A path parameter {@code {id}} reaches the answer as {@code path.id}.
 */
final class FixtureApi {

  private static final String BASE = "/api/clew/v1/";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final boolean empty;

  private FixtureApi(boolean empty) {
    this.empty = empty;
  }

  /** A shop in trouble: checkout fails and payment is slow. */
  static FixtureApi shop() {
    return new FixtureApi(false);
  }

  /** An appliance that has received nothing yet, and refused something. */
  static FixtureApi nothingReceived() {
    return new FixtureApi(true);
  }

  void register(ServerBuilder builder) {
    FixtureShop shop = new FixtureShop(empty);
    FixtureLogs logs = new FixtureLogs(empty);
    route(builder, "receiver", (c, p) -> shop.receiver());
    route(builder, "status", (c, p) -> shop.status());
    route(builder, "incidents", (c, p) -> shop.incidents());
    route(builder, "alerts", (c, p) -> shop.alerts());
    FixtureTargets targets = new FixtureTargets(empty);
    route(builder, "scrape", (c, p) -> targets.overview());
    builder.service(
        "/prometheus/api/v1/targets",
        (context, request) ->
            HttpResponse.of(
                HttpStatus.OK, MediaType.JSON_UTF_8, JSON.writeValueAsBytes(targets.targets())));
    route(builder, "alerts/history", (c, p) -> Map.of("transitions", java.util.List.of()));
    route(builder, "services", (c, p) -> shop.services(FixtureRange.of(p)));
    route(builder, "service", (c, p) -> shop.service(c.queryParam("name"), FixtureRange.of(p)));
    route(builder, "logs/search", (c, p) -> logs.search(p));
    route(builder, "logs/histogram", (c, p) -> logs.histogram(p));
    route(builder, "logs/facets", (c, p) -> logs.facets(p));
    route(builder, "logs/fields", (c, p) -> logs.fields());
    route(builder, "logs/values", (c, p) -> logs.values(p));
    route(builder, "logs/record/{id}", (c, p) -> logs.record(c.pathParam("id")));
    route(builder, "logs/context/{id}", (c, p) -> logs.context(c.pathParam("id"), p));
    FixtureAnalysis analysis = new FixtureAnalysis(logs);
    route(builder, "logs/patterns", (c, p) -> analysis.patterns(p));
    route(builder, "logs/analyze", (c, p) -> analysis.analyze(p));
    builder.service(BASE + "logs/tail", analysis::tail);
    builder.service(BASE + "logs/export", analysis::export);
    new FixtureSaved().register(builder, BASE + "saved-searches");
    new FixtureMetrics(empty).register(builder);
  }

  private static void route(
      ServerBuilder builder,
      String path,
      BiFunction<ServiceRequestContext, QueryParams, Object> answer) {
    HttpService service =
        (context, request) -> {
          QueryParams params = QueryParams.fromQueryString(context.query());
          try {
            return HttpResponse.of(
                HttpStatus.OK,
                MediaType.JSON_UTF_8,
                JSON.writeValueAsBytes(answer.apply(context, params)));
          } catch (FixtureRefusal e) {
            return HttpResponse.of(
                HttpStatus.BAD_REQUEST,
                MediaType.JSON_UTF_8,
                JSON.writeValueAsBytes(
                    Map.of("error", Map.of("message", e.getMessage(), "position", e.position))));
          }
        };
    builder.service(BASE + path, service);
  }

  /** A query the fixture does not accept. */
  static final class FixtureRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private final int position;

    FixtureRefusal(String message, int position) {
      super(message);
      this.position = position;
    }
  }
}
