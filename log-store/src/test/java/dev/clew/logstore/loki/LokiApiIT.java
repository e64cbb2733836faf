package dev.clew.logstore.loki;

import static dev.clew.logstore.loki.OpenLoki.T;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clew.logstore.Otlp;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The calls of Grafana's Loki data source and of Logs Drilldown, and the shapes they expect. */
class LokiApiIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final long SECOND = 1_000_000_000L;
  private static final String START = Long.toString(T - 3600 * SECOND);
  private static final String END = Long.toString(T);
  private static final String CHECKOUT =
      "{\"k8s_pod_name\":\"checkout-pod\",\"service_name\":\"checkout\"}";

  private static OpenLoki loki;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    loki = new OpenLoki(directory);
    loki.ingest(
        "checkout",
        Otlp.traced(Otlp.record(T - 30 * SECOND, "info", "paid 17"), TRACE, "00f067aa0ba902b7"),
        Otlp.record(T - 20 * SECOND, "warn", "level=warn msg=\"payment failed\" took=12ms")
            .addAttributes(Otlp.attribute("http.route", "/pay")),
        Otlp.record(T - 10 * SECOND, "info", "paid 18"));
    loki.store.flush();
    loki.ingest(
        "frontend",
        Otlp.record(T - 5 * SECOND, "info", "{\"status\":200,\"http\":{\"took\":1.5}}"));
  }

  @AfterAll
  static void stop() throws Exception {
    loki.close();
  }

  private static JsonNode tree(String json) throws Exception {
    return new ObjectMapper().readTree(json);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }

  @Test
  void theHealthCheckOfGrafanaAddsTwoVectors() throws Exception {
    JsonNode answer =
        loki.json("/api/v1/query", "query", "vector(1)+vector(1)", "time", "4000000000");
    assertThat(answer.get("status").asText()).isEqualTo("success");
    assertThat(answer.at("/data/resultType").asText()).isEqualTo("vector");
    assertThat(answer.at("/data/result"))
        .isEqualTo(tree("[{\"metric\":{},\"value\":[4000000000,\"2\"]}]"));
    assertThat(answer.at("/data/stats/summary/execTime").isNumber()).isTrue();
  }

  @Test
  void linesComeAsStreamsWithAllLabels() throws Exception {
    JsonNode data =
        loki.json(
                "/api/v1/query_range",
                "query",
                "{service_name=\"checkout\"} |= `paid`",
                "start",
                START,
                "end",
                END,
                "limit",
                "1000",
                "direction",
                "backward",
                "step",
                "14s")
            .get("data");
    assertThat(data.get("resultType").asText()).isEqualTo("streams");
    assertThat(data.has("encodingFlags")).isFalse();
    JsonNode newest = data.at("/result/0");
    assertThat(newest.get("values"))
        .isEqualTo(tree("[[\"" + (T - 10 * SECOND) + "\",\"paid 18\"]]"));
    assertThat(newest.at("/stream/service_name").asText()).isEqualTo("checkout");
    assertThat(newest.at("/stream/detected_level").asText()).isEqualTo("info");
    assertThat(data.at("/stats/summary/totalLinesProcessed").asLong()).isPositive();
    assertThat(data.at("/stats/ingester/store/chunk").isObject()).isTrue();
  }

  @Test
  void categorizedLinesSayWhereTheirLabelsComeFrom() throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                loki.uri(
                    "http",
                    "/loki/api/v1/query_range",
                    "query",
                    "{service_name=\"checkout\"} | logfmt",
                    "start",
                    START,
                    "end",
                    END,
                    "direction",
                    "forward"))
            .header("X-Loki-Response-Encoding-Flags", "categorize-labels");
    JsonNode data = OpenLoki.json(loki.send(request)).get("data");
    assertThat(data.get("encodingFlags")).isEqualTo(tree("[\"categorize-labels\"]"));
    assertThat(data.get("result").size()).isEqualTo(1);
    assertThat(data.at("/result/0/stream")).isEqualTo(tree(CHECKOUT));
    JsonNode values = data.at("/result/0/values");
    assertThat(values).extracting(value -> value.get(1).asText()).startsWith("paid 17");
    assertThat(values.at("/0/2/structuredMetadata/trace_id").asText()).isEqualTo(TRACE);
    assertThat(values.at("/1/2/structuredMetadata/http_route").asText()).isEqualTo("/pay");
    assertThat(values.at("/1/2/parsed/msg").asText()).isEqualTo("payment failed");
    assertThat(values.at("/1/2/parsed/took").asText()).isEqualTo("12ms");
  }

  @Test
  void metricQueriesAnswerMatrices() throws Exception {
    JsonNode data =
        loki.json(
                "/api/v1/query_range",
                "query",
                "sum by (service_name) (count_over_time({service_name=~\".+\"}[1m]))",
                "start",
                Long.toString(T - 60 * SECOND),
                "end",
                END,
                "step",
                "60")
            .get("data");
    assertThat(data.get("resultType").asText()).isEqualTo("matrix");
    assertThat(data.get("result"))
        .isEqualTo(
            tree(
                "[{\"metric\":{\"service_name\":\"checkout\"},\"values\":[["
                    + T / SECOND
                    + ",\"3\"]]},{\"metric\":{\"service_name\":\"frontend\"},\"values\":[["
                    + T / SECOND
                    + ",\"1\"]]}]"));
  }

  @Test
  void formsArePostedAndTimesHaveManyNotations() throws Exception {
    for (String start :
        List.of(START, "1795255200", "1795255200.5", "2026-11-21T11:00:00Z", "since")) {
      String form =
          OpenLoki.form(
              "query",
              "{service_name=\"frontend\"}",
              start.equals("since") ? "since" : "start",
              start.equals("since") ? "1h" : start);
      HttpResponse<String> answer =
          loki.send(
              HttpRequest.newBuilder(loki.uri("http", "/loki/api/v1/query_range"))
                  .header("content-type", "application/x-www-form-urlencoded")
                  .POST(HttpRequest.BodyPublishers.ofString(form)));
      assertThat(OpenLoki.json(answer).at("/data/result").size()).as(start).isEqualTo(1);
    }
  }

  @Test
  void anIntervalThinsLinesOut() throws Exception {
    JsonNode result =
        loki.json(
                "/api/v1/query_range",
                "query",
                "{service_name=\"checkout\"} | keep service_name",
                "start",
                START,
                "end",
                END,
                "interval",
                "15s")
            .at("/data/result");
    int lines = 0;
    for (JsonNode stream : result) {
      lines += stream.get("values").size();
    }
    assertThat(lines).isEqualTo(2);
  }

  @Test
  void labelsAndSeries() throws Exception {
    assertThat(texts(loki.json("/api/v1/labels", "start", START, "end", END).get("data")))
        .containsExactly("k8s_pod_name", "service_name");
    assertThat(
            texts(
                loki.json(
                        "/api/v1/label/service_name/values",
                        "start",
                        START,
                        "end",
                        END,
                        "query",
                        "{k8s_pod_name=~\".+\"}")
                    .get("data")))
        .containsExactly("checkout", "frontend");
    JsonNode series =
        loki.json(
            "/api/v1/series", "match[]", "{service_name=\"checkout\"}", "start", START, "end", END);
    assertThat(series).isEqualTo(tree("{\"status\":\"success\",\"data\":[" + CHECKOUT + "]}"));
    assertThat(loki.get("/api/v1/series").statusCode()).isEqualTo(400);
  }

  @Test
  void statisticsAndVolume() throws Exception {
    JsonNode stats =
        loki.json(
            "/api/v1/index/stats",
            "query",
            "{service_name=\"checkout\"}",
            "start",
            START,
            "end",
            END);
    assertThat(stats.get("streams").asLong()).isEqualTo(1);
    assertThat(stats.get("entries").asLong()).isEqualTo(3);
    assertThat(stats.get("bytes").asLong()).isEqualTo(14 + 41);
    assertThat(stats.get("chunks").asLong()).isPositive();

    String[] volume = {
      "query", "{service_name=~\".+\"}", "start", START, "end", END, "limit", "10"
    };
    JsonNode result = loki.json("/api/v1/index/volume", volume).at("/data/result");
    assertThat(result)
        .isEqualTo(
            tree(
                "[{\"metric\":{\"service_name\":\"checkout\"},\"value\":["
                    + T / SECOND
                    + ",\"55\"]},{\"metric\":{\"service_name\":\"frontend\"},\"value\":["
                    + T / SECOND
                    + ",\"34\"]}]"));
    String[] byLabel = {
      "query", "{service_name=~\".+\"}", "start", START, "end", END, "aggregateBy", "labels"
    };
    assertThat(loki.json("/api/v1/index/volume", byLabel).at("/data/result/0/metric"))
        .isEqualTo(tree("{\"service_name\":\"\"}"));
    JsonNode range =
        loki.json(
            "/api/v1/index/volume_range",
            "query",
            "{service_name=~\".+\"}",
            "start",
            START,
            "end",
            END,
            "step",
            "1h",
            "targetLabels",
            "k8s_pod_name");
    assertThat(range.at("/data/resultType").asText()).isEqualTo("matrix");
    assertThat(range.at("/data/result/0/metric/k8s_pod_name").asText()).isEqualTo("checkout-pod");
    assertThat(range.at("/data/result/0/values/0/1").asText()).isEqualTo("55");
  }

  @Test
  void whatLogsDrilldownDetects() throws Exception {
    JsonNode labels = loki.json("/api/v1/detected_labels", "start", START, "end", END);
    assertThat(labels.get("detectedLabels"))
        .isEqualTo(
            tree(
                "[{\"label\":\"k8s_pod_name\",\"cardinality\":2},"
                    + "{\"label\":\"service_name\",\"cardinality\":2}]"));
    JsonNode fields =
        loki.json(
            "/api/v1/detected_fields",
            "query",
            "{service_name=~\".+\"}",
            "start",
            START,
            "end",
            END);
    assertThat(fields.get("limit").asInt()).isEqualTo(1000);
    assertThat(fields.get("fields"))
        .contains(
            tree(
                "{\"label\":\"http_took\",\"type\":\"float\",\"cardinality\":1,"
                    + "\"parsers\":[\"json\"],\"jsonPath\":[\"http\",\"took\"]}"),
            tree(
                "{\"label\":\"took\",\"type\":\"duration\",\"cardinality\":1,"
                    + "\"parsers\":[\"logfmt\"]}"),
            tree(
                "{\"label\":\"http_route\",\"type\":\"string\",\"cardinality\":1,"
                    + "\"parsers\":null}"));
    JsonNode values =
        loki.json(
            "/api/v1/detected_field/status/values",
            "query",
            "{service_name=~\".+\"}",
            "start",
            START,
            "end",
            END);
    assertThat(values).isEqualTo(tree("{\"values\":[\"200\"],\"limit\":1000}"));
  }

  @Test
  void patternsAreCountedOverTime() throws Exception {
    JsonNode patterns =
        loki.json(
            "/api/v1/patterns",
            "query",
            "{service_name=\"checkout\"}",
            "start",
            START,
            "end",
            END,
            "step",
            "1h");
    assertThat(patterns.at("/data/0"))
        .isEqualTo(
            tree("{\"pattern\":\"paid <_>\",\"samples\":[[" + (T / SECOND - 3600) + ",2]]}"));
  }

  @Test
  void statusOfTheServer() throws Exception {
    assertThat(loki.get("/ready").body()).isEqualTo("ready\n");
    assertThat(loki.json("/api/v1/status/buildinfo").get("version").asText()).startsWith("3.");
    JsonNode limits = loki.json("/api/v1/drilldown-limits");
    assertThat(limits.at("/limits/volume_enabled").asBoolean()).isTrue();
    assertThat(limits.get("pattern_ingester_enabled").asBoolean()).isTrue();
    assertThat(loki.json("/api/v1/format_query", "query", "{foo=   \"bar\"}"))
        .isEqualTo(tree("{\"status\":\"success\",\"data\":\"{foo=\\\"bar\\\"}\"}"));
  }

  @Test
  void whatIsNotServedIsNotFound() throws Exception {
    assertThat(loki.get("/api/v1/rules").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          query       | {service_name=~".+"}      |       |       | not supported as an instant query
          query       | {                         |       |       | parse error
          query_range | {a="b"                    |       |       | parse error
          query_range | {service_name="a"}        | limit | 5001  | max entries limit per query exceeded
          query_range | {service_name="a"}        | start | x     | start: "x" (expected
          query_range | {service_name="a"}        | end   | 1     | end timestamp must not be before
          query_range | rate({service_name="a"}[1m]) | step | 0   | zero or negative query resolution
          query_range | rate({service_name="a"}[1m]) | step | 1ms | exceeded maximum resolution
          query_range | {service_name="a"}        | direction | up | expected: forward or backward
          index/stats |                           |       |       | expected: a LogQL query
          tail        | rate({service_name="a"}[1m]) |    |       | only log queries can be tailed
          tail        | {service_name="a"}        | delay_for | 6 | expected: 0 to 5
          """)
  void faultsArePlainText(String path, String query, String name, String value, String message)
      throws Exception {
    List<String> parameters =
        new ArrayList<>(List.of("query", query == null ? "" : query, "start", START));
    if (name != null) {
      parameters.addAll(List.of(name, value));
    }
    if ("start".equals(name)) {
      parameters.subList(2, 4).clear();
    }
    HttpResponse<String> answer = loki.get("/api/v1/" + path, parameters.toArray(String[]::new));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
    assertThat(answer.body()).contains(message);
  }
}
