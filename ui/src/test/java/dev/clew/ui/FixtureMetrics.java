package dev.clew.ui;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServerBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The metrics of the invented shop: a counter, a histogram with exemplars, a gauge. Of PromQL it
 * knows whether buckets or services are asked for, and that a parenthesis was left open.
 */
final class FixtureMetrics {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROMETHEUS = "/prometheus/api/v1/";
  private static final String API = "/api/clew/v1/metrics/";
  private static final String HISTOGRAM = "http_server_request_duration_seconds";
  private static final List<String> SERVICES = List.of("checkout", "frontend", "payment");
  private static final List<String> BOUNDS = List.of("0.1", "0.5", "1", "+Inf");
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final boolean empty;

  FixtureMetrics(boolean empty) {
    this.empty = empty;
  }

  void register(ServerBuilder builder) {
    route(builder, PROMETHEUS + "query_range", this::range);
    route(builder, PROMETHEUS + "query", this::instant);
    route(builder, PROMETHEUS + "query_exemplars", this::exemplars);
    route(builder, PROMETHEUS + "labels", p -> data(List.of("le", "service_name")));
    route(builder, PROMETHEUS + "label/service_name/values", p -> data(SERVICES));
    route(builder, API + "catalogue", this::catalogue);
    route(builder, API + "labels", this::labels);
    route(builder, API + "cardinality", p -> cardinality());
  }

  private static void route(
      ServerBuilder builder, String path, Function<QueryParams, Object> answer) {
    builder.service(
        path,
        (context, request) -> {
          try {
            Object body = answer.apply(QueryParams.fromQueryString(context.query()));
            return json(HttpStatus.OK, body);
          } catch (IllegalArgumentException e) {
            return json(
                HttpStatus.BAD_REQUEST,
                Map.of("status", "error", "errorType", "bad_data", "error", message(e)));
          }
        });
  }

  private static String message(IllegalArgumentException e) {
    return String.valueOf(e.getMessage());
  }

  private static HttpResponse json(HttpStatus status, Object body) throws java.io.IOException {
    return HttpResponse.of(status, MediaType.JSON_UTF_8, JSON.writeValueAsBytes(body));
  }

  private static Map<String, Object> data(Object data) {
    return Map.of("status", "success", "data", data);
  }

  private static String query(QueryParams parameters) {
    String query = parameters.get("query", "");
    long open = query.chars().filter(c -> c == '(').count();
    if (open != query.chars().filter(c -> c == ')').count()) {
      throw new IllegalArgumentException(
          "invalid parameter \"query\": 1:"
              + (query.length() + 1)
              + ": parse error: unclosed left parenthesis");
    }
    return query;
  }

  private Map<String, Object> range(QueryParams parameters) {
    String query = query(parameters);
    double start = Double.parseDouble(parameters.get("start", "0"));
    double end = Double.parseDouble(parameters.get("end", "0"));
    double step = Double.parseDouble(parameters.get("step", "60"));
    List<Object> result = new ArrayList<>();
    List<Map<String, String>> series = seriesOf(query);
    for (int i = 0; i < series.size(); i++) {
      List<Object> values = new ArrayList<>();
      for (double t = start; t <= end; t += step) {
        values.add(List.of(t, value(i, t)));
      }
      result.add(Map.of("metric", series.get(i), "values", values));
    }
    Map<String, Object> data = new TreeMap<>(Map.of("resultType", "matrix", "result", result));
    if (Boolean.parseBoolean(parameters.get("explain", "false"))) {
      data.put("explain", explain(query, series.size()));
    }
    Map<String, Object> answer = new TreeMap<>(data(data));
    answer.put(
        "infos", query.contains("_gauge") ? List.of("PromQL info: not a counter") : List.of());
    return answer;
  }

  private static Map<String, Object> explain(String query, int series) {
    Map<String, Object> read =
        Map.of(
            "expression",
            HISTOGRAM,
            "kind",
            "selector",
            "millis",
            0.8,
            "seriesOut",
            12,
            "notes",
            List.of("2 of 3 segments read"));
    return Map.of(
        "expression",
        query,
        "kind",
        "aggregation",
        "millis",
        1.2,
        "seriesIn",
        12,
        "seriesOut",
        series,
        "children",
        List.of(read));
  }

  private Map<String, Object> instant(QueryParams parameters) {
    List<Map<String, String>> series = seriesOf(query(parameters));
    double time = Double.parseDouble(parameters.get("time", "0"));
    List<Object> result = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      result.add(Map.of("metric", series.get(i), "value", List.of(time, value(i, time))));
    }
    return data(Map.of("resultType", "vector", "result", result));
  }

  private List<Map<String, String>> seriesOf(String query) {
    if (empty || query.contains("nosuch")) {
      return List.of();
    }
    if (query.contains("(le)")) {
      return BOUNDS.stream().map(bound -> Map.of("le", bound)).toList();
    }
    if (query.contains("service_name") && !query.contains("service_name=")) {
      return SERVICES.stream().map(service -> Map.of("service_name", service)).toList();
    }
    return List.of(Map.of());
  }

  private static String value(int series, double seconds) {
    return String.valueOf(10 * (series + 1) + Math.sin(seconds / 600 + series));
  }

  private Map<String, Object> exemplars(QueryParams parameters) {
    if (empty || !parameters.get("query", "").contains("_bucket")) {
      return data(List.of());
    }
    double middle =
        (Double.parseDouble(parameters.get("start", "0"))
                + Double.parseDouble(parameters.get("end", "0")))
            / 2;
    Map<String, Object> exemplar =
        Map.of("labels", Map.of("trace_id", TRACE), "value", "0.3", "timestamp", middle);
    Map<String, Object> series =
        Map.of("seriesLabels", Map.of("service_name", "checkout"), "exemplars", List.of(exemplar));
    return data(List.of(series));
  }

  private Map<String, Object> catalogue(QueryParams parameters) {
    String search = parameters.get("search", "");
    List<Map<String, Object>> all = new ArrayList<>();
    if (!empty) {
      List<String> names = List.of(HISTOGRAM + "_bucket", HISTOGRAM + "_count", HISTOGRAM + "_sum");
      all.add(entry(HISTOGRAM, names, "histogram", "s", "Duration of HTTP server requests."));
      all.add(
          entry(
              "jvm_memory_used_bytes",
              List.of("jvm_memory_used_bytes"),
              "gauge",
              "By",
              "Memory used."));
      all.add(entry("orders_total", List.of("orders_total"), "counter", "", "Orders placed."));
    }
    List<Map<String, Object>> found =
        all.stream().filter(m -> String.valueOf(m.get("name")).contains(search)).toList();
    return Map.of("metrics", found, "total", found.size(), "truncated", false);
  }

  private static Map<String, Object> entry(
      String name, List<String> names, String type, String unit, String help) {
    return Map.of(
        "name",
        name,
        "names",
        names,
        "type",
        type,
        "unit",
        unit,
        "help",
        help,
        "series",
        12 * names.size(),
        "seriesBefore",
        10 * names.size(),
        "labels",
        2,
        "native",
        false);
  }

  private Map<String, Object> labels(QueryParams parameters) {
    List<Map<String, Object>> top =
        SERVICES.stream().map(s -> Map.<String, Object>of("value", s, "series", 4)).toList();
    List<Map<String, Object>> labels =
        List.of(
            Map.of("name", "service_name", "values", 3, "series", 12, "top", top),
            Map.of(
                "name",
                "region",
                "values",
                1,
                "series",
                12,
                "top",
                List.of(Map.of("value", "eu", "series", 12))));
    return Map.of(
        "metric",
        parameters.get("metric", ""),
        "series",
        empty ? 0 : 12,
        "labels",
        empty ? List.of() : labels);
  }

  private Map<String, Object> cardinality() {
    if (empty) {
      return Map.of(
          "day",
          "2026-11-21",
          "series",
          0,
          "seriesBefore",
          0,
          "seriesLimit",
          1000,
          "metrics",
          List.of(),
          "labels",
          List.of(),
          "pairs",
          List.of(),
          "days",
          List.of());
    }
    return Map.of(
        "day",
        "2026-11-21",
        "series",
        900,
        "seriesBefore",
        500,
        "seriesLimit",
        1000,
        "metrics",
        List.of(Map.of("name", HISTOGRAM + "_bucket", "series", 700, "before", 300)),
        "labels",
        List.of(Map.of("name", "user_id", "values", 600, "before", 100)),
        "pairs",
        List.of(Map.of("name", "region", "value", "eu", "series", 900, "before", 500)),
        "days",
        List.of(Map.of("day", "2026-11-21", "series", 900, "samples", 9000, "bytes", 5000)));
  }
}
