package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.clew.packaging.browser.Chromium;
import dev.clew.packaging.browser.Walk;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Paths through the pages of the real appliance, clicked in Chromium, on data that was sent to it.
 */
class PathsIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String ESCAPE = "Escape";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** IDs that addresses make trouble with. */
  private static final List<String> ODD =
      List.of(
          "anna@example.com", "order 42", "x+y=z==", "a/b/c", ".", "..", "\"it's\"", "失敗", "100%");

  private static RunningAppliance appliance;
  private static Chromium browser;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    assumeTrue(Chromium.isThere(), Chromium.EXECUTABLE + " is not there; CHROMIUM names another");
    Path rules = Files.createDirectories(directory.resolve("rules"));
    Files.writeString(
        rules.resolve("shop.yml"),
        """
        groups:
          - name: metrics
            rules:
              - alert: Orders
                expr: orders > 1
          - name: logs
            type: logql
            rules:
              - alert: Lines
                expr: sum(count_over_time({service_name="shop"}[1h])) > 0
        """);
    appliance =
        RunningAppliance.start(
            directory.resolve("data"),
            Map.of(
                "alerting.rules", rules.toString(),
                "alerting.interval", "1s",
                "alerting.starter_rules", "false"));
    browser = Chromium.start("--window-size=1440,900");
    fill();
  }

  @AfterAll
  static void stop() throws IOException {
    if (browser != null) {
      browser.close();
      appliance.close();
      CLIENT.close();
    }
  }

  private static void fill() throws Exception {
    long now = Instant.now().toEpochMilli();
    String resource =
        "\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"shop\"}}]}";
    StringBuilder logs = new StringBuilder(line(now, "payment of ann failed", "ord-77"));
    for (String id : ODD) {
      logs.append(',').append(line(now, "an odd one", id));
    }
    logs.append(
        ",{\"timeUnixNano\":\"%d000000\",\"body\":{\"stringValue\":\"cart P-88 was kept\"}}"
            .formatted(now));
    logs.append(
        ",{\"timeUnixNano\":\"%d000000\",\"body\":{\"stringValue\":\"later\"},\"attributes\":[{\"key\":\"cart.id\",\"value\":{\"stringValue\":\"P-88\"}}]}"
            .formatted(now));
    send(
        "logs",
        "{\"resourceLogs\":[{" + resource + ",\"scopeLogs\":[{\"logRecords\":[" + logs + "]}]}]}");
    send(
        "traces",
        "{\"resourceSpans\":[{"
            + resource
            + ",\"scopeSpans\":[{\"spans\":["
            + span(now, "00f067aa0ba902b7", "", "POST /pay")
            + ","
            + span(now, "00f067aa0ba902b8", "00f067aa0ba902b7", "charge the card")
            + "]}]}]}");
    send(
        "metrics",
        "{\"resourceMetrics\":[{"
            + resource
            + ",\"scopeMetrics\":[{\"metrics\":[{\"name\":\"orders\",\"gauge\":{\"dataPoints\":[{"
            + "\"timeUnixNano\":\""
            + now
            + "000000\",\"asDouble\":7}]}}]}]}]}");
    long until = System.nanoTime() + 60_000_000_000L;
    while (!appliance.get("/api/clew/v1/alerts").contains("\"firing\":2")
        || appliance.answer("/api/clew/v1/traces/" + TRACE).statusCode() != 200) {
      assertThat(System.nanoTime()).isLessThan(until);
      Thread.onSpinWait();
    }
  }

  private static String line(long now, String body, String order) {
    return "{\"timeUnixNano\":\"%d000000\",\"severityNumber\":17,\"body\":{\"stringValue\":\"%s\"},\"traceId\":\"%s\",\"spanId\":\"00f067aa0ba902b8\",\"attributes\":[{\"key\":\"order.id\",\"value\":{\"stringValue\":\"%s\"}}]}"
        .formatted(now, body, TRACE, order.replace("\"", "\\\""));
  }

  private static String span(long now, String id, String parent, String name) {
    return "{\"traceId\":\"%s\",\"spanId\":\"%s\",\"parentSpanId\":\"%s\",\"name\":\"%s\",\"kind\":2,\"startTimeUnixNano\":\"%d000000\",\"endTimeUnixNano\":\"%d000000\",\"attributes\":[{\"key\":\"order.id\",\"value\":{\"stringValue\":\"ord-77\"}},{\"key\":\"card\",\"value\":{\"stringValue\":\"visa\"}}]}"
        .formatted(TRACE, id, parent, name, now - 50, now + 50);
  }

  private static void send(String signal, String json) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + appliance.otlpHttpPort() + "/v1/" + signal))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("rejected");
  }

  private static Chromium.Page open(String path) {
    Chromium.Page page = browser.open();
    page.go("http://127.0.0.1:" + appliance.httpPort() + path);
    return page;
  }

  @Test
  void aSpanOpensItsDrawerAndBackClosesIt() {
    Walk walk = new Walk(open("/traces"));
    walk.sees("clew-facets", ""); // they come last, and move the list
    walk.click("a", "POST /pay");
    walk.isAt("/trace/" + TRACE);
    walk.sees(".rows", "");
    walk.seesNo("clew-drawer");
    walk.click(".rows", "", 0.5, 12);
    walk.sees("*", "visa");
    walk.isAt("sel=");
    walk.back();
    walk.seesNo("clew-drawer");
    walk.isNotAt("sel=");
    walk.click(".rows", "", 0.5, 12);
    walk.sees("*", "visa");
    walk.press(ESCAPE, 27);
    walk.seesNo("clew-drawer");
    walk.click("button", "Services");
    walk.sees("th", "Own time");
    walk.click("button", "Logs 10");
    walk.sees("td", "payment of ann failed");
  }

  @Test
  void aLineLeadsToItsTraceAndThatToEverythingWithItsOrder() {
    Walk walk = new Walk(open("/logs?q=payment"));
    walk.click("[role=row]", "payment of ann failed");
    walk.click("a", "Open trace");
    walk.isAt("/trace/" + TRACE);
    walk.sees("clew-drawer", "");
    walk.sees("*", "charge the card");
    walk.click("a", "Follow order.id ord-77");
    walk.isAt("/c/order.id/ord-77");
    walk.sees(".id", "ord-77");
    walk.sees(".sentence", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/c/", "/c/order.id/"})
  void anyIdHasAPage(String path) {
    Chromium.Page page = open("/");
    Walk walk = new Walk(page);
    for (String id : ODD) {
      if (!id.startsWith(".")) { // which a browser takes for a way up
        page.go("http://127.0.0.1:" + appliance.httpPort() + path + percent(id));
        walk.sees(".id", id);
        walk.sees("clew-waterfall", "");
      }
    }
  }

  @Test
  void thePaletteFollowsAnyId() {
    Chromium.Page page = open("/");
    Walk walk = new Walk(page);
    for (String id : List.of("order 42", "a/b/c", "...")) {
      walk.click("button.find", "");
      walk.sees("input[role=combobox]", "");
      walk.type(id);
      walk.click("[role=option]", "Follow " + id);
      walk.isAt("/c");
      walk.sees(id.equals("...") ? "clew-empty" : ".id", id.equals("...") ? "Nothing carries" : id);
      page.go("http://127.0.0.1:" + appliance.httpPort() + "/");
    }
  }

  @Test
  void anIdOfATextLeadsToTheKeyThatNobodyConfigured() {
    Walk walk = new Walk(open("/"));
    walk.click("button.find", "");
    walk.sees("input[role=combobox]", "");
    walk.type("P-88");
    walk.click("[role=option]", "Follow P-88");
    walk.sees(".sentence", "2 log lines");
    walk.sees(".suggestions", "1 service uses");
    walk.click("a", "follow it");
    walk.isAt("/c/cart.id/P-88");
    walk.sees(".sentence", "1 log line,");
    walk.click("a", "Look under every key");
    walk.sees(".sentence", "2 log lines");
  }

  @Test
  void dotsAreAnIdLikeAnyOther() {
    for (String id : List.of(".", "..")) {
      Walk walk = new Walk(open("/c?id=" + percent(id)));
      walk.sees(".id", id);
      walk.sees("clew-waterfall", "");
    }
  }

  @Test
  void alertsLeadToTheChartOfTheirRule() {
    Walk walk = new Walk(open("/alerts"));
    walk.click("button", "Orders");
    walk.click("a", "Show in Metrics");
    walk.isAt("/metrics");
    walk.sees("clew-chart", "");
    walk = new Walk(open("/alerts"));
    walk.click("button", "Lines");
    walk.click("a", "Show in Logs");
    walk.isAt("/logs");
    walk.sees("clew-chart", "");
  }

  @Test
  void aTracesOtherAddressLeadsThere() {
    new Walk(open("/traces/" + TRACE)).isAt("/trace/" + TRACE);
  }

  private static String percent(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
