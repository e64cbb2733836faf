package dev.clew.alerting.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.alerting.Alerting;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.web.JsonApi;
import dev.clew.web.Parameters;
import java.time.Clock;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Adds the routes of rules and alerts: {@code /prometheus/api/v1/rules} and {@code alerts} as
 * Prometheus answers them, {@code /api/clew/v1/alerts} and {@code alerts/history} for the browser.
 * All answer from memory.
 */
public final class AlertingApi {
  private final Alerting alerting;
  private final Clock clock;
  private final Function<String, Predicate<Labels>> selectors;

  /**
   * @param selectors reads what is given as {@code match[]}; throws IllegalArgumentException
   */
  public AlertingApi(
      Alerting alerting, Clock clock, Function<String, Predicate<Labels>> selectors) {
    this.alerting = alerting;
    this.selectors = selectors;
    this.clock = clock;
  }

  public void register(ServerBuilder builder) {
    builder.route().get("/prometheus/api/v1/rules").build(this::rules);
    builder.route().get("/prometheus/api/v1/alerts").build(this::alerts);
    builder.route().get("/api/clew/v1/alerts").build(this::page);
    builder.route().get("/api/clew/v1/alerts/history").build(this::history);
  }

  private HttpResponse rules(ServiceRequestContext context, HttpRequest request) {
    try {
      RuleFilter filter = RuleFilter.of(context.queryParams(), selectors);
      return success(PrometheusRules.rules(alerting.status().groups(), filter));
    } catch (IllegalArgumentException e) {
      ObjectNode error = JsonNodeFactory.instance.objectNode();
      error.put("status", "error").put("errorType", "bad_data").put("error", e.getMessage());
      return json(HttpStatus.BAD_REQUEST, error);
    }
  }

  private HttpResponse alerts(ServiceRequestContext context, HttpRequest request) {
    return success(PrometheusRules.alerts(alerting.status().groups()));
  }

  private HttpResponse page(ServiceRequestContext context, HttpRequest request) {
    return json(HttpStatus.OK, AlertsPage.of(alerting.status()));
  }

  private HttpResponse history(ServiceRequestContext context, HttpRequest request) {
    try {
      TimeRange range = new Parameters(context, clock).range();
      return json(HttpStatus.OK, AlertsPage.history(alerting.status().transitions(), range));
    } catch (QueryException e) {
      return JsonApi.refuse(e);
    }
  }

  private static HttpResponse success(ObjectNode data) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("status", "success").set("data", data);
    return json(HttpStatus.OK, root);
  }

  private static HttpResponse json(HttpStatus status, ObjectNode body) {
    return HttpResponse.of(status, MediaType.JSON_UTF_8, body.toString());
  }
}
