package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Expressions that would become large and queries that are deep, to every endpoint that takes one,
 * against a real appliance with little memory: each is answered in the form of its API, and the
 * process lives on.
 */
@Timeout(600)
class HostileQueriesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String LARGE = "((a{999}){999}){999}";
  private static final String COSTLY = "((a{1,100}){1,100}){1,100}";

  @TempDir static Path directory;
  private static RunningAppliance appliance;

  @BeforeAll
  static void start() throws IOException {
    Path rules = Files.createDirectories(directory.resolve("rules"));
    Files.writeString(rules.resolve("hostile.yml"), rules());
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      bomb.append("a" + i + ": &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n");
    }
    Files.writeString(rules.resolve("bomb.yml"), bomb);
    appliance =
        RunningAppliance.start(
            directory.resolve("data"), Map.of("alerting.rules", rules.toString()), "-Xmx160m");
    String line =
        "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\""
            + System.currentTimeMillis()
            + "000000\",\"body\":{\"stringValue\":\"aaaaaaaa failed\"}}]}]}]}";
    post("http://127.0.0.1:" + appliance.otlpHttpPort() + "/v1/logs", "application/json", line);
  }

  @AfterAll
  static void stop() {
    appliance.close();
  }

  @AfterEach
  void itIsAlive() {
    assertThat(appliance.get("/health/live")).isNotNull();
    assertThat(String.join("\n", appliance.output()))
        .doesNotContain("StackOverflowError")
        .doesNotContain("OutOfMemoryError");
  }

  private static String rules() {
    String template = "{{ reReplaceAll \"" + LARGE + "\" \"x\" $labels.a }}";
    return "groups:\n- name: hostile\n  interval: 1s\n  rules:\n"
        + "  - alert: large\n    expr: vector(1)\n    annotations:\n      a: '"
        + template
        + "'\n"
        + "  - alert: deep\n    expr: vector(1)\n    annotations:\n      a: '{{"
        + "(".repeat(240)
        + "1"
        + ")".repeat(240)
        + "}}'\n";
  }

  private static String around(String before, String inner, String after, int levels) {
    return before.repeat(levels) + inner + after.repeat(levels);
  }

  static List<String> promql() {
    return List.of(
        "{__name__=~\"" + LARGE + "\"}",
        "{__name__=~\"" + COSTLY + "\"}",
        "up{a!~\"" + LARGE + "\"}",
        "up{a=~\"" + "(".repeat(20_000) + "\"}",
        "label_replace(vector(1),\"a\",\"$1\",\"b\",\"" + LARGE + "\")",
        "info(up,{a=~\"" + LARGE + "\"})",
        "1" + "+1".repeat(3_000),
        "vector(1)" + " or vector(1)".repeat(1_000),
        "(".repeat(20_000),
        around("(", "1", ")", 20_000),
        around("-", "1", "", 20_000),
        around("abs(", "vector(1)", ")", 5_000),
        around("max_over_time(", "vector(1)", "[1m:1s])", 2_000),
        around("max_over_time(", "vector(1)", "[2s:1s])", 100),
        "up" + "[1m:]".repeat(5_000),
        "up[" + "(".repeat(20_000),
        around("(", "1", ")", 249));
  }

  @ParameterizedTest
  @MethodSource("promql")
  void prometheus(String query) {
    for (String path : List.of("query", "format_query", "parse_query", "query_exemplars")) {
      isPrometheus(form("/prometheus/api/v1/" + path, "query", query));
    }
    isPrometheus(
        form(
            "/prometheus/api/v1/query_range",
            "query",
            query,
            "start",
            "1",
            "end",
            "9",
            "step",
            "1"));
    for (String path : List.of("series", "labels", "admin/tsdb/delete_series")) {
      isPrometheus(form("/prometheus/api/v1/" + path, "match[]", query));
    }
    answered(form("/prometheus/federate", "match[]", query));
    isClew(get("/api/clew/v1/metrics/labels", "match[]", query.length() > 15_000 ? "(" : query));
  }

  static List<String> logql() {
    String rate = "rate({a=\"b\"}[5m])";
    return List.of(
        "{a=~\"" + LARGE + "\"}",
        "{a=~\"" + COSTLY + "\"}",
        "{a=~\".+\"} |~ \"" + LARGE + "\"",
        "{a=~\".+\"} !~ \"" + COSTLY + "\"",
        "{a=~\".+\"} | regexp \"(?P<x>" + LARGE + ")\"",
        "{a=~\".+\"} | x=~\"" + LARGE + "\"",
        "{a=~\".+\"} | line_format \"{{ regexReplaceAll `" + LARGE + "` .a `x` }}\"",
        "{a=~\".+\"} | line_format \"{{" + around("(", ".a", ")", 5_000) + "}}\"",
        "{a=~\".+\"} | line_format \"" + around("{{if .a}}", "x", "{{end}}", 3_000) + "\"",
        "{a=~\".+\"} | json x=\"" + "y[0].".repeat(5_000) + "z\"",
        "{a=~\".+\"} | x=\"y\"" + " or x=\"y\"".repeat(5_000),
        "{a=~\".+\"} " + "| json ".repeat(5_000),
        "label_replace(" + rate + ",\"a\",\"$1\",\"b\",\"" + LARGE + "\")",
        rate + (" or " + rate).repeat(999),
        rate + "+1".repeat(3_000),
        around("(", rate, ")", 20_000),
        around("sum(", rate, ")", 5_000),
        around("sum(", rate, ")", 248));
  }

  @ParameterizedTest
  @MethodSource("logql")
  void loki(String query) {
    isLoki(form("/loki/api/v1/query", "query", query));
    isLoki(form("/loki/api/v1/query_range", "query", query));
    isLoki(form("/loki/api/v1/format_query", "query", query));
    isLoki(form("/loki/api/v1/series", "match[]", query));
    isLoki(form("/loki/api/v1/index/volume", "query", query));
    isLoki(form("/loki/api/v1/patterns", "query", query));
    isLoki(form("/loki/api/v1/detected_fields", "query", query));
    if (query.length() < 6_000) {
      URI uri =
          URI.create(
              "ws://127.0.0.1:"
                  + appliance.httpPort()
                  + "/loki/api/v1/tail?query="
                  + encoded(query));
      try {
        CLIENT.newWebSocketBuilder().buildAsync(uri, new WebSocket.Listener() {}).join().abort();
      } catch (CompletionException e) {
        assertThat(e).hasMessageContaining("WebSocketHandshakeException"); // refused
      }
    }
  }

  static List<String> searches() {
    return List.of(
        "/" + LARGE + "/",
        "body:/" + COSTLY + "/",
        "/" + "(".repeat(5_000) + "/",
        around("(", "a", ")", 5_000),
        "NOT ".repeat(3_000) + "a",
        "-".repeat(10_000) + "a",
        "a" + " OR a".repeat(3_000),
        "a" + " AND NOT b".repeat(1_500),
        "a:(b" + " OR b".repeat(3_000) + ")",
        "a:" + around("(", "b", ")", 5_000),
        around("(", "a", ")", 249));
  }

  @ParameterizedTest
  @MethodSource("searches")
  void searchBar(String query) {
    for (String path : List.of("search", "histogram", "facets", "values", "patterns", "export")) {
      isClew(get("/api/clew/v1/logs/" + path, "query", query, "field", "body"));
    }
    for (String path : List.of("search", "spans", "histogram", "facets")) {
      isClew(get("/api/clew/v1/traces/" + path, "query", query));
    }
    isClew(get("/api/clew/v1/logs/analyze", "query", query + " | stats count()"));
    isClew(
        send(
            HttpRequest.newBuilder(uri("/api/clew/v1/saved-searches"))
                .header("content-type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"name\":\"x\",\"query\":" + quoted(query) + "}"))));
    HttpResponse<String> tail =
        query.contains(LARGE) ? get("/api/clew/v1/logs/tail", "query", query) : null;
    if (tail != null) {
      isClew(tail);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "where body = 1 and DEEP",
        "eval x = DEEP",
        "extract /(?P<x>LARGE)/",
        "replace /LARGE/ \"x\"",
        "where CHAIN"
      })
  void pipes(String pipe) {
    String query =
        "* | "
            + pipe.replace("DEEP", around("(", "a", ")", 5_000))
                .replace("LARGE", LARGE)
                .replace("CHAIN", "a > 1" + " or a > 1".repeat(1_400));
    isClew(get("/api/clew/v1/logs/analyze", "query", query));
  }

  @Test
  void bodiesOfLogsMayBeDeep() {
    for (String deep : List.of(around("{\"a\":", "1", "}", 20_000), around("[", "", "]", 20_000))) {
      String record =
          "{\"streams\":[{\"stream\":{\"deep\":\"yes\"},\"values\":[[\""
              + System.currentTimeMillis()
              + "000000\","
              + quoted(deep)
              + "]]}]}";
      post(
          "http://127.0.0.1:" + appliance.otlpHttpPort() + "/loki/api/v1/push",
          "application/json",
          record);
    }
    for (String stage :
        List.of(
            "json",
            "unpack",
            "logfmt",
            "json x=\"a.a\"",
            "line_format \"{{ fromJson __line__ }}\"")) {
      isLoki(form("/loki/api/v1/query_range", "query", "{deep=\"yes\"} | " + stage));
    }
  }

  @Test
  void rulesAreToldToBeWrong() throws Exception {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    String shown = "";
    while (!shown.contains("hostile") && System.nanoTime() < until) {
      shown = appliance.get("/prometheus/api/v1/rules");
      Thread.onSpinWait();
    }
    assertThat(shown).contains("hostile");
  }

  @Test
  void whatIsNotThereOrNotAllowedIsAnsweredInTheFormOfItsApi() throws Exception {
    for (String path : List.of("/prometheus/api/v1/nothing", "/prometheus/nothing")) {
      HttpResponse<String> answer = appliance.answer(path);
      assertThat(answer.statusCode()).isEqualTo(404);
      JsonNode body = JSON.readTree(answer.body());
      assertThat(body.path("status").asText()).isEqualTo("error");
      assertThat(body.path("errorType").asText()).isEqualTo("not_found");
    }
    HttpResponse<String> clew = appliance.answer("/api/clew/v1/nothing");
    assertThat(clew.statusCode()).isEqualTo(404);
    assertThat(JSON.readTree(clew.body()).path("error").path("message").asText())
        .contains("not found");
    HttpResponse<String> method =
        send(HttpRequest.newBuilder(uri("/prometheus/api/v1/query")).DELETE());
    assertThat(method.statusCode()).isEqualTo(405);
    assertThat(JSON.readTree(method.body()).path("errorType").asText()).isEqualTo("bad_data");
    HttpResponse<String> large = form("/prometheus/api/v1/query", "query", "a".repeat(6 << 20));
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(JSON.readTree(large.body()).path("status").asText()).isEqualTo("error");
    HttpResponse<String> loki = appliance.answer("/loki/api/v1/nothing");
    assertThat(loki.statusCode()).isEqualTo(404);
  }

  private static void answered(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 204, 400, 422);
    assertThat(answer.body()).doesNotContain("Exception").doesNotContain("\tat ");
  }

  private static void isPrometheus(HttpResponse<String> answer) {
    answered(answer);
    JsonNode body = json(answer);
    assertThat(body.path("status").asText())
        .isEqualTo(answer.statusCode() < 300 ? "success" : "error");
    assertThat(answer.statusCode() < 300 || body.path("error").isTextual()).isTrue();
  }

  /** Loki answers its faults as a sentence. */
  private static void isLoki(HttpResponse<String> answer) {
    answered(answer);
    if (answer.statusCode() == 200) {
      json(answer);
    } else {
      assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
      assertThat(answer.body()).endsWith("\n").doesNotContain("internal error");
    }
  }

  private static void isClew(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201, 400, 422);
    if (answer.statusCode() >= 400) {
      assertThat(json(answer).path("error").path("message").asText()).isNotEmpty();
    }
    assertThat(answer.body()).doesNotContain("Exception");
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return answer.body().isEmpty()
          ? JSON.readTree("{\"status\":\"success\"}")
          : JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + answer.body(), e);
    }
  }

  private static String quoted(String text) {
    return JSON.getNodeFactory().textNode(text).toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + appliance.httpPort() + path);
  }

  private static String parameters(String... namesAndValues) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      out.append(i == 0 ? "" : "&")
          .append(encoded(namesAndValues[i]))
          .append('=')
          .append(encoded(namesAndValues[i + 1]));
    }
    return out.toString();
  }

  private static HttpResponse<String> form(String path, String... namesAndValues) {
    return post(
        uri(path).toString(), "application/x-www-form-urlencoded", parameters(namesAndValues));
  }

  private static HttpResponse<String> get(String path, String... namesAndValues) {
    return send(HttpRequest.newBuilder(uri(path + "?" + parameters(namesAndValues))));
  }

  private static HttpResponse<String> post(String uri, String type, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(uri))
            .header("content-type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(
          request.timeout(Duration.ofMinutes(2)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
