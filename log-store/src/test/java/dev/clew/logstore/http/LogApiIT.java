package dev.clew.logstore.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.LogStoreConfig;
import dev.clew.logstore.Otlp;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.logstore.logql.result.LogqlLimits;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.TimeRange;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The paths and shapes of {@code docs/http-api.md}, over a real port. */
class LogApiIT {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final long T = TimeRange.nanosOf(NOW);
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String BASE = "/api/clew/v1/logs/";

  @TempDir Path directory;
  private LogStore store;
  private Server server;
  private WebClient client;

  @BeforeEach
  void start() throws Exception {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    store = LogStore.open(LogStoreConfig.defaults(), directory, CorrelationKeys.defaults(), clock);
    ServerBuilder builder = Server.builder().http(0);
    new LogApi(store, new LogqlEngine(store, clock, LogqlLimits.defaults()), clock)
        .register(builder);
    server = builder.build();
    server.start().join();
    client = WebClient.of("http://127.0.0.1:" + server.activeLocalPort());
    byte[] first =
        Otlp.request(
            "checkout",
            Otlp.traced(Otlp.record(T - 3_000_000_000L, "info", "one"), TRACE, "00f067aa0ba902b7"),
            Otlp.record(T - 2_000_000_000L, "warn", "payment failed")
                .addAttributes(Otlp.attribute("http.route", "/pay"))
                .addAttributes(Otlp.attribute("retries", Otlp.whole(3)))
                .addAttributes(Otlp.attribute("order.id", "7f3a")),
            Otlp.record(T - 1_000_000_000L, "error", "three"));
    byte[] second = Otlp.request("frontend", Otlp.record(T - 500_000_000L, "info", "GET /pay"));
    store.ingest(1, T, first, 0, first.length);
    store.flush();
    store.ingest(2, T, second, 0, second.length);
  }

  @AfterEach
  void stop() throws Exception {
    server.stop().join();
    store.close();
  }

  private JsonNode get(int status, String path, String... parameters) throws Exception {
    QueryParams query = QueryParams.of();
    for (int i = 0; i < parameters.length; i += 2) {
      query = query.toBuilder().add(parameters[i], parameters[i + 1]).build();
    }
    String suffix = query.isEmpty() ? "" : "?" + query.toQueryString();
    AggregatedHttpResponse response = client.get(BASE + path + suffix).aggregate().join();
    assertThat(response.status().code()).as(response.contentUtf8()).isEqualTo(status);
    return new ObjectMapper().readTree(response.contentUtf8());
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }

  @Test
  void searchAnswersInColumnsAndPages() throws Exception {
    JsonNode page = get(200, "search", "limit", "2", "fields", "http.route,retries");
    assertThat(texts(page.at("/columns/body"))).containsExactly("GET /pay", "three");
    assertThat(texts(page.at("/columns/service"))).containsExactly("frontend", "checkout");
    assertThat(page.at("/columns/fields/http.route/0").isNull()).isTrue();
    assertThat(page.at("/stats/scannedRows").asLong()).isPositive();

    JsonNode next =
        get(
            200,
            "search",
            "limit",
            "2",
            "fields",
            "http.route",
            "cursor",
            page.get("cursor").asText());
    assertThat(texts(next.at("/columns/body"))).containsExactly("payment failed", "one");
    assertThat(texts(next.at("/columns/severity"))).containsExactly("warn", "info");
    assertThat(next.at("/columns/severityNumber/0").asInt()).isEqualTo(13);
    assertThat(next.at("/columns/fields").get("http.route").get(0).asText()).isEqualTo("/pay");
    assertThat(texts(next.at("/columns/traceId"))).containsExactly("", TRACE);
    assertThat(next.at("/columns/time/0").asText()).isEqualTo(Long.toString(T - 2_000_000_000L));
    assertThat(next.has("cursor")).isFalse();

    JsonNode oldest = get(200, "search", "order", "oldest", "query", "service:checkout -failed");
    assertThat(texts(oldest.at("/columns/body"))).containsExactly("one", "three");
  }

  @Test
  void streamQueriesAreFilters() throws Exception {
    for (String[] expected :
        new String[][] {
          {"{service_name=\"checkout\"} |= \"failed\"", "payment failed"},
          {"{service_name=\"checkout\"} |= \"FAILED\""},
          {"{service_name=\"Checkout\"}"},
          {"{service_name=~\"check.*\"} != \"failed\" !~ \"on[e]\"", "three"},
          {"{service_name=~\".+\"} | http_route=\"/pay\"", "payment failed"},
          {"{service_name=~\".+\"} | http_route!=\"/pay\" |= \"\"", "GET /pay", "three", "one"},
          {"{service_name=~\".+\"} | http_route=\"/PAY\" or retries=\"3\"", "payment failed"},
          {
            "{service_name=~\".+\", service_name!=\"frontend\"} | detected_level=~\"warn|error\"",
            "three",
            "payment failed"
          },
          {"{service_name=~\".+\"} | trace_id=\"" + TRACE + "\"", "one"},
          {"{service_name=~\".+\", nothing=\"\"} | nothing_else=~\".+\""},
        }) {
      JsonNode page = get(200, "search", "query", expected[0]);
      assertThat(texts(page.at("/columns/body")))
          .as(expected[0])
          .containsExactlyElementsOf(List.of(expected).subList(1, expected.length));
      JsonNode histogram = get(200, "histogram", "query", expected[0]);
      assertThat(histogram.get("total").asInt()).as(expected[0]).isEqualTo(expected.length - 1);
    }
    String query = "{service_name=\"checkout\"} |= \"failed\"";
    assertThat(get(200, "facets", "query", query).at("/facets/0/values/0/count").asInt())
        .isEqualTo(1);
    assertThat(get(200, "fields", "query", query).get("rows").asInt()).isEqualTo(1);
    assertThat(get(200, "values", "field", "service", "query", query).at("/values/0/count").asInt())
        .isEqualTo(1);
    assertThat(get(200, "patterns", "query", query).get("total").asInt()).isEqualTo(1);
    for (String wrong :
        List.of(" | json", " | line_format \"x\"", " | retries > 2", "|> \"<_> f\"")) {
      assertThat(
              get(400, "search", "query", "{service_name=\"checkout\"}" + wrong)
                  .at("/error/message")
                  .asText())
          .contains("/analyze");
    }
  }

  @Test
  void explainsASearch() throws Exception {
    JsonNode all = get(200, "search", "explain", "true", "query", "service:checkout failed");
    JsonNode explain = all.get("explain");
    assertThat(explain.get("filter").asText()).isEqualTo("service:checkout failed");
    assertThat(String.join(" ", texts(explain.get("terms")))).contains("checkout", "failed");
    assertThat(explain.get("segments").asInt()).isEqualTo(1);
    assertThat(explain.get("steps"))
        .extracting(step -> step.get("name").asText())
        .containsExactly("index", "read", "match");
    JsonNode nothing = get(200, "search", "explain", "true", "query", "nowhere").get("explain");
    assertThat(nothing.get("skippedByIndex").asInt()).isEqualTo(1);
    JsonNode early = get(200, "search", "explain", "true", "start", "0", "end", "1").get("explain");
    assertThat(early.get("skippedByTime").asInt()).isEqualTo(2);
    assertThat(early.get("terms")).isEmpty();
    JsonNode newest = get(200, "search", "explain", "true", "limit", "1").get("explain");
    for (JsonNode one : List.of(explain, nothing, early, newest)) {
      assertThat(one.get("blocks").asInt())
          .isEqualTo(2)
          .isEqualTo(
              one.get("skippedByTime").asInt()
                  + one.get("skippedByIndex").asInt()
                  + one.get("skippedByOrder").asInt()
                  + one.get("scannedBlocks").asInt());
    }
    assertThat(get(200, "search").has("explain")).isFalse();
  }

  @Test
  void histogramCountsBySeverity() throws Exception {
    JsonNode histogram = get(200, "histogram", "buckets", "10");
    assertThat(histogram.get("total").asLong()).isEqualTo(4);
    assertThat(histogram.get("stepMillis").asLong()).isPositive();
    assertThat(histogram.get("series"))
        .extracting(series -> series.get("severity").asText())
        .containsExactly("info", "warn", "error");
    assertThat(histogram.at("/series/0/counts").size()).isEqualTo(10);
  }

  @Test
  void facetsFieldsAndValues() throws Exception {
    JsonNode facets = get(200, "facets", "fields", "service,http.route");
    assertThat(facets.at("/facets/0/values/0/value").asText()).isEqualTo("checkout");
    assertThat(facets.at("/facets/0/values/0/count").asLong()).isEqualTo(3);
    assertThat(facets.at("/facets/1/missing").asLong()).isEqualTo(3);
    assertThat(get(200, "facets").get("facets").size()).isGreaterThan(2);

    JsonNode fields = get(200, "fields").get("fields");
    assertThat(fields)
        .extracting(field -> field.get("name").asText())
        .contains("service", "http.route", "retries", "k8s.pod.name", "body");

    JsonNode values = get(200, "values", "field", "service", "prefix", "FR");
    assertThat(values.at("/values/0/value").asText()).isEqualTo("frontend");
    assertThat(values.get("values").size()).isEqualTo(1);
  }

  @Test
  void aRecordIsShownWholeAndInItsContext() throws Exception {
    String id = get(200, "search", "query", "failed").at("/columns/id/0").asText();

    JsonNode record = get(200, "record/" + id);
    assertThat(record.get("body").asText()).isEqualTo("payment failed");
    assertThat(record.at("/correlation/0/key").asText()).isEqualTo("order.id");
    assertThat(record.at("/correlation/0/value").asText()).isEqualTo("7f3a");
    assertThat(record.get("resource").get(0).get("key").asText()).isEqualTo("service.name");
    assertThat(record.get("attributes"))
        .extracting(
            attribute -> attribute.get("key").asText() + " " + attribute.get("type").asText())
        .contains("retries int", "http.route string");

    JsonNode context = get(200, "context/" + id, "before", "5", "after", "5");
    assertThat(texts(context.at("/columns/body")))
        .containsExactly("one", "payment failed", "three");
    assertThat(context.get("index").asInt()).isEqualTo(1);

    assertThat(get(404, "record/ffff").at("/error/message").asText()).contains("ffff");
  }

  @Test
  void faultsAreExplained() throws Exception {
    JsonNode error = get(400, "search", "query", "severity>=lod").get("error");
    assertThat(error.get("message").asText()).contains("expected: trace, debug");
    assertThat(error.get("position").asInt()).isEqualTo(10);
    assertThat(get(400, "search", "limit", "0").at("/error/message").asText())
        .isEqualTo("limit: \"0\" (expected: 1 to 5000)");
    assertThat(get(400, "search", "start", "yesterday").at("/error/message").asText())
        .contains("RFC 3339");
    get(400, "search", "query", "/(/");
  }
}
