package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.clew.packaging.browser.Chromium;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real appliance and a real browser: what a page of another name tries, and that every page of
 * Clew's own goes on working under the rules against it.
 */
@Timeout(600)
class BrowserDoorIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static RunningAppliance appliance;
  private static Chromium browser;
  private static HttpServer attacker;
  private static String script;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    assumeTrue(Chromium.isThere(), Chromium.EXECUTABLE + " is not there; CHROMIUM names another");
    Path scrape = Files.writeString(data.resolve("prometheus.yml"), "scrape_configs: []\n");
    appliance =
        RunningAppliance.start(
            data.resolve("data"), Map.of("scrape.config_file", scrape.toString()));
    browser = Chromium.start("--host-resolver-rules=MAP *.test 127.0.0.1");
    attacker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] page =
        "<!doctype html><title>attacker</title><body>".getBytes(StandardCharsets.US_ASCII);
    attacker.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("content-type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    attacker.start();
    try (InputStream in =
        Objects.requireNonNull(BrowserDoorIT.class.getResourceAsStream("attack.js"))) {
      script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    fill();
  }

  @AfterAll
  static void stop() throws IOException {
    if (browser != null) {
      browser.close();
      attacker.stop(0);
      appliance.close();
      CLIENT.close();
    }
  }

  /** Some of everything, and a saved search. */
  private static void fill() throws Exception {
    long now = Instant.now().toEpochMilli();
    send(
        "POST",
        "/loki/api/v1/push",
        "{\"streams\":[{\"stream\":{\"app\":\"shop\"},\"values\":[[\""
            + now
            + "000000\",\"ann paid\",{\"trace_id\":\""
            + TRACE
            + "\"}],[\""
            + now
            + "000001\",\"bob paid\"]]}]}");
    String spans =
        "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":"
            + "{\"stringValue\":\"shop\"}}]},\"scopeSpans\":[{\"spans\":[{\"traceId\":\""
            + TRACE
            + "\",\"spanId\":\"00f067aa0ba902b7\",\"name\":\"pay\",\"kind\":2,\"startTimeUnixNano\":\""
            + now
            + "000000\",\"endTimeUnixNano\":\""
            + (now + 5)
            + "000000\"}]}]}]}";
    export("traces", spans);
    export(
        "metrics",
        "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"orders\",\"gauge\":{"
            + "\"dataPoints\":[{\"timeUnixNano\":\""
            + now
            + "000000\",\"asDouble\":7}]}}]}]}]}");
    send(
        "POST",
        "/api/clew/v1/saved-searches",
        "{\"name\":\"kept\",\"page\":\"logs\",\"state\":\"q=a\"}");
    long until = System.nanoTime() + 60_000_000_000L;
    while (!state().keySet().containsAll(List.of("logs 2", "trace 200", "series"))) {
      assertThat(System.nanoTime()).as(state().toString()).isLessThan(until);
      Thread.onSpinWait();
    }
  }

  private static void export(String signal, String json) throws Exception {
    HttpResponse<String> taken =
        CLIENT.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + appliance.otlpHttpPort() + "/v1/" + signal))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
  }

  /** What a tool sees of what the attacks are after; keys say what there is, values how much. */
  private static Map<String, String> state() throws Exception {
    Map<String, String> state = new TreeMap<>();
    JsonNode logs = JSON.readTree(appliance.get("/api/clew/v1/logs/search?limit=100"));
    state.put("logs " + logs.get("rows").asInt(), logs.at("/columns/body").toString());
    state.put("trace " + appliance.answer("/api/clew/v1/traces/" + TRACE).statusCode(), "");
    state.put("searches", appliance.get("/api/clew/v1/saved-searches"));
    String job = appliance.get("/prometheus/api/v1/series?match[]=orders");
    if (job.contains("orders")) {
      state.put("series", job);
    }
    return state;
  }

  private static HttpResponse<String> send(String method, String path, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + appliance.httpPort() + path))
            .header("content-type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Each endpoint that changes something, as {@code METHOD path}. */
  private static List<String> targets() throws Exception {
    String id =
        JSON.readTree(appliance.get("/api/clew/v1/saved-searches")).at("/searches/0/id").asText();
    String always = "&start=0&end=4000000000000";
    return List.of(
        "POST /api/clew/v1/logs/delete?query=paid&confirm=2" + always,
        "POST /api/clew/v1/traces/delete?query=service:shop&confirm=1" + always,
        "POST /api/clew/v1/saved-searches",
        "PUT /api/clew/v1/saved-searches/" + id,
        "DELETE /api/clew/v1/saved-searches/" + id,
        "POST /loki/api/v1/delete?query=%7Bapp%3D%22shop%22%7D&confirm=2&start=0",
        "PUT /loki/api/v1/delete?query=%7Bapp%3D%22shop%22%7D&confirm=2&start=0",
        "POST /prometheus/api/v1/admin/tsdb/delete_series?match[]=orders",
        "PUT /prometheus/api/v1/admin/tsdb/delete_series?match[]=orders",
        "POST /prometheus/api/v1/admin/tsdb/clean_tombstones",
        "POST /api/clew/v1/clock/confirm",
        "POST /api/clew/v1/incidents/acknowledge",
        "POST /prometheus/-/reload",
        "PUT /prometheus/-/reload",
        "POST /loki/api/v1/push",
        "POST /api/prom/push",
        "POST /prometheus/api/v1/write",
        "POST /api/v1/write",
        "POST /?v-r=uidl&v-uiId=0",
        "POST /?v-r=heartbeat&v-uiId=0");
  }

  private List<String> attack(String from, String base) throws Exception {
    Chromium.Page page = browser.open();
    page.go(from);
    page.evaluate(script);
    List<String> achieved = new ArrayList<>();
    page.evaluate(
            "attack("
                + JSON.writeValueAsString(base)
                + ", "
                + JSON.writeValueAsString(targets())
                + ")")
        .forEach(one -> achieved.add(one.asText()));
    return achieved;
  }

  @Test
  void aPageOfAnotherNameReadsAndChangesNothing() throws Exception {
    Map<String, String> before = state();
    String evil = "http://attacker.test:" + attacker.getAddress().getPort() + "/";
    String loopback = "http://127.0.0.1:" + attacker.getAddress().getPort() + "/";
    String here = "http://127.0.0.1:" + appliance.httpPort();
    assertThat(attack(evil, here)).isEmpty();
    assertThat(attack(evil, here.replace("127.0.0.1", "localhost"))).isEmpty();
    assertThat(attack(evil, here.replace("127.0.0.1", "rebound.test"))).isEmpty();
    // Another port of the same address is the same site, so that only the origin tells them apart.
    assertThat(attack(loopback, here)).isEmpty();
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void aNameThatPointsHereAllOfASuddenReadsAndChangesNothing() throws Exception {
    Map<String, String> before = state();
    String rebound = "http://rebound.test:" + appliance.httpPort();
    Chromium.Page page = browser.open();
    page.go(rebound + "/logs");
    assertThat(page.evaluate("document.body.innerText").asText())
        .contains("CLEW_HTTP_ALLOWED_HOSTS=rebound.test");
    assertThat(attack(rebound + "/", rebound)).isEmpty();
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void whatTheAttacksTryWorksForAPageOfOurOwn() throws Exception {
    // Otherwise the tests above would show nothing. Only what does no harm to them.
    String here = "http://127.0.0.1:" + appliance.httpPort();
    Chromium.Page page = browser.open();
    page.go(here + "/status");
    page.evaluate(script);
    JsonNode achieved = page.evaluate("attack(" + JSON.writeValueAsString(here) + ", [])");
    assertThat(achieved.toString())
        .contains("read", "followed by EventSource", "followed by WebSocket", "image");
    assertThat(
            page.evaluate(
                    "fetch('/prometheus/api/v1/admin/tsdb/clean_tombstones', {method: 'POST'})"
                        + ".then(r => r.status)")
                .asInt())
        .isEqualTo(204);
    assertThat(
            page.evaluate(
                    "fetch('/api/clew/v1/saved-searches', {method: 'POST', headers: {'content-type':"
                        + " 'text/plain'}, body: '{}'}).then(r => r.status)")
                .asInt())
        .as("JSON that does not say so")
        .isEqualTo(415);
  }

  @Test
  void everyPageWorksWithoutAComplaintOfTheBrowser() {
    Chromium.Page page = browser.open();
    String here = "http://127.0.0.1:" + appliance.httpPort();
    for (String path :
        List.of(
            "/",
            "/services",
            "/logs",
            "/logs?live=1",
            "/logs?q=paid&tab=patterns",
            "/traces",
            "/trace/" + TRACE,
            "/metrics",
            "/metrics/cardinality",
            "/c/" + TRACE,
            "/alerts",
            "/status",
            "/targets")) {
      page.go(here + path);
      page.await("document.querySelector('clew-frame')?.shadowRoot?.querySelector('a')");
      // Flow has taken its last step of a page when it has given it its name.
      page.await("document.title.includes('·')");
      page.await(
          "document.querySelector('clew-frame').firstElementChild?.shadowRoot?.childElementCount > 0");
      page.evaluate("new Promise(done => requestAnimationFrame(() => requestIdleCallback(done)))");
      assertThat(page.complaints()).as(path).isEmpty();
    }
    page.go(here + "/");
    page.await("document.title.includes('Home')");
    page.evaluate(
        "document.querySelector('clew-frame').shadowRoot.querySelector('a[href*=\"status\"]').click()");
    page.await("document.title.includes('Status')");
    page.evaluate("history.back()");
    page.await("document.title.includes('Home')");
    assertThat(page.complaints()).as("from page to page").isEmpty();
    assertThat(
            page.evaluate(
                    "(() => { try { return new Function('return 1')(); } catch (e) {"
                        + " return e.name; } })()")
                .asText())
        .isEqualTo("EvalError");
  }

  @Test
  void anUnknownAddressIsASmallPage() {
    Chromium.Page page = browser.open();
    page.call("Network.clearBrowserCookies", Map.of());
    page.go("http://127.0.0.1:" + appliance.httpPort() + "/nothing");
    assertThat(page.evaluate("document.body.innerText").asText())
        .contains("There is no such page.", "To the start page");
    assertThat(page.call("Network.getCookies", Map.of()).get("cookies")).isEmpty();
  }
}
