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
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Analysis, patterns, fields and export of {@code docs/http-api.md}, over a real port. */
class AnalysisApiIT {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final long T = TimeRange.nanosOf(NOW);
  private static final String BASE = "/api/clew/v1/logs/";

  @TempDir Path directory;
  private LogStore store;
  private Server server;
  private WebClient client;
  private LogApi api;
  private long position;

  @BeforeEach
  void start() throws Exception {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    store = LogStore.open(LogStoreConfig.defaults(), directory, CorrelationKeys.defaults(), clock);
    ServerBuilder builder = Server.builder().http(0);
    api = new LogApi(store, new LogqlEngine(store, clock, LogqlLimits.defaults()), clock);
    api.register(builder);
    server = builder.build();
    server.start().join();
    client =
        WebClient.builder("http://127.0.0.1:" + server.activeLocalPort())
            .maxResponseLength(0)
            .build();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop().join();
    store.close();
  }

  private void load(String service, LogRecord.Builder... records) {
    byte[] request = Otlp.request(service, records);
    store.ingest(++position, T, request, 0, request.length);
  }

  private void loadShop() throws IOException {
    load(
        "checkout",
        Otlp.record(T - 3_000_000_000L, "info", "user 17 logged in from 10.0.0.7")
            .addAttributes(Otlp.attribute("http.route", "/login")),
        Otlp.record(T - 2_000_000_000L, "warn", "payment failed, \"card\" refused")
            .addAttributes(Otlp.attribute("http.route", "/pay"))
            .addAttributes(Otlp.attribute("order.id", "7f3a")),
        Otlp.record(T - 1_000_000_000L, "info", "user 18 logged in from 10.0.0.8"));
    store.flush();
    load("frontend", Otlp.record(T - 500_000_000L, "info", "=cmd()"));
  }

  private String text(int status, String path, String... parameters) {
    QueryParams query = QueryParams.of();
    for (int i = 0; i < parameters.length; i += 2) {
      query = query.toBuilder().add(parameters[i], parameters[i + 1]).build();
    }
    AggregatedHttpResponse response =
        client.get(BASE + path + "?" + query.toQueryString()).aggregate().join();
    assertThat(response.status().code()).as(response.contentUtf8()).isEqualTo(status);
    return response.contentUtf8();
  }

  private JsonNode get(int status, String path, String... parameters) throws Exception {
    return new ObjectMapper().readTree(text(status, path, parameters));
  }

  @Test
  void analyzeAnswersTablesSeriesAndLines() throws Exception {
    loadShop();
    JsonNode table = get(200, "analyze", "query", "* | stats count() by (service)");
    assertThat(table.get("kind").asText()).isEqualTo("table");
    assertThat(table.get("columns").toString())
        .isEqualTo(
            "[{\"name\":\"service\",\"type\":\"string\"},{\"name\":\"count()\",\"type\":\"int\"}]");
    assertThat(table.get("rows").toString()).isEqualTo("[[\"checkout\",3],[\"frontend\",1]]");
    assertThat(table.get("stats").has("elapsedMillis")).isTrue();

    JsonNode series = get(200, "analyze", "query", "* | stats count() by (time:1h, severity)");
    assertThat(series.get("kind").asText()).isEqualTo("series");
    assertThat(series.at("/columns/0/type").asText()).isEqualTo("time");
    assertThat(series.at("/rows/0/0").isNumber()).isTrue();

    JsonNode lines = get(200, "analyze", "query", "failed | extract \"payment <what>,\"");
    assertThat(lines.get("kind").asText()).isEqualTo("lines");
    assertThat(lines.get("columns"))
        .extracting(c -> c.get("name").asText())
        .containsExactly("id", "time", "severity", "service", "body", "what");
    assertThat(lines.at("/rows/0/1").asText()).isEqualTo(Long.toString(T - 2_000_000_000L));
    assertThat(lines.at("/rows/0/5").asText()).isEqualTo("failed");

    JsonNode cut = get(200, "analyze", "query", "* | stats count() by (service)", "limit", "1");
    assertThat(cut.at("/partial/reason").asText()).isEqualTo("Only 1 of 2 rows are shown.");

    JsonNode error = get(400, "analyze", "query", "* | stat count()").get("error");
    assertThat(error.get("position").asInt()).isEqualTo(4);
    assertThat(error.get("message").asText()).contains("expected: stats");
  }

  @Test
  void analyzeAnswersLogql() throws Exception {
    loadShop();
    JsonNode lines = get(200, "analyze", "query", "{service_name=\"checkout\"} |= \"failed\"");
    assertThat(lines.get("kind").asText()).isEqualTo("table");
    assertThat(lines.get("rows").size()).isEqualTo(1);
    String metric = "sum by (service_name) (count_over_time({service_name=~\".+\"}[1h]))";
    JsonNode series = get(200, "analyze", "query", metric);
    assertThat(series.get("kind").asText()).isEqualTo("series");
    assertThat(series.get("columns"))
        .extracting(c -> c.get("name").asText())
        .containsExactly("time", "service_name", "value");
    get(400, "analyze", "query", "{service_name=");
  }

  @Test
  void patternsNarrowASearch() throws Exception {
    loadShop();
    JsonNode patterns = get(200, "patterns", "query", "service:checkout");
    assertThat(patterns.get("total").asLong()).isEqualTo(3);
    JsonNode first = patterns.at("/patterns/0");
    assertThat(first.get("count").asLong()).isEqualTo(2);
    assertThat(first.get("pattern").asText()).contains("logged in from");
    assertThat(first.at("/severities/info").asLong()).isEqualTo(2);
    assertThat(first.at("/services/checkout").asLong()).isEqualTo(2);
    JsonNode narrowed = get(200, "search", "query", first.get("query").asText());
    assertThat(narrowed.get("rows").asInt()).isEqualTo(2);
  }

  @Test
  void fieldsAreExactWithAQuery() throws Exception {
    loadShop();
    JsonNode all = get(200, "fields");
    assertThat(all.get("exact").asBoolean()).isFalse();
    assertThat(all.get("rows").asLong()).isEqualTo(4);

    JsonNode fields = get(200, "fields", "query", "service:checkout");
    assertThat(fields.get("exact").asBoolean()).isTrue();
    assertThat(fields.get("rows").asLong()).isEqualTo(3);
    for (JsonNode field : fields.get("fields")) {
      if (field.get("name").asText().equals("http.route")) {
        assertThat(field.get("rows").asLong()).isEqualTo(2);
        assertThat(field.get("coverage").asDouble()).isEqualTo(0.6667);
      }
    }
    JsonNode values = get(200, "values", "field", "http.route", "query", "severity:warn");
    assertThat(values.get("values").toString()).isEqualTo("[{\"value\":\"/pay\",\"count\":1}]");
  }

  @Test
  void exportsRecordsAndTables() throws Exception {
    loadShop();
    String[] lines = text(200, "export", "query", "service:checkout").split("\n");
    assertThat(lines).hasSize(3);
    JsonNode newest = new ObjectMapper().readTree(lines[0]);
    assertThat(newest.get("body").asText()).isEqualTo("user 18 logged in from 10.0.0.8");
    JsonNode second = new ObjectMapper().readTree(lines[1]);
    assertThat(second.at("/correlation/0/value").asText()).isEqualTo("7f3a");

    String oldest = text(200, "export", "query", "user | extract \"user <id>\"", "order", "oldest");
    assertThat(new ObjectMapper().readTree(oldest.split("\n")[0]).at("/fields/id").asText())
        .isEqualTo("17 logged in from 10.0.0.7");

    assertThat(text(200, "export", "query", "* | top (service)"))
        .isEqualTo(
            "{\"service\":\"checkout\",\"count\":3}\n{\"service\":\"frontend\",\"count\":1}\n");

    assertThat(text(200, "export", "format", "csv", "fields", "service,body,http.route"))
        .isEqualTo(
            "service,body,http.route\r\n"
                + "frontend,'=cmd(),\r\n"
                + "checkout,user 18 logged in from 10.0.0.8,\r\n"
                + "checkout,\"payment failed, \"\"card\"\" refused\",/pay\r\n"
                + "checkout,user 17 logged in from 10.0.0.7,/login\r\n");
    assertThat(text(200, "export", "format", "csv", "query", "failed | extract \"<a> failed\""))
        .startsWith("time,severity,service,body,traceId,spanId,a\r\n2026-11-21T11:59:58Z,warn,");

    assertThat(get(400, "export", "query", "* | stat x").at("/error/position").asInt())
        .isEqualTo(4);
    get(400, "export", "format", "xml");
  }

  /** Some ten megabytes of NDJSON: more than the buffers on the way hold. */
  private void loadMany() throws IOException {
    String body = "line " + "x".repeat(500);
    for (int request = 0; request < 20; request++) {
      LogRecord.Builder[] records = new LogRecord.Builder[500];
      for (int i = 0; i < records.length; i++) {
        long time = T - 1_000_000L * (request * 500 + i + 1);
        records[i] = Otlp.record(time, "info", body + " " + (request * 500 + i));
      }
      load("many", records);
    }
    store.flush();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.activeLocalPort());
    socket
        .getOutputStream()
        .write(
            ("GET " + BASE + "export HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      LockSupport.parkNanos(10_000_000L);
    }
  }

  @Test
  void aReaderThatPausesGetsEverything() throws Exception {
    loadMany();
    try (Socket socket = connect()) {
      InputStream in = socket.getInputStream();
      assertThat(in.read()).isEqualTo('H');
      await(() -> api.exports().waiting() > 0);
      String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).contains("chunked");
      long rows = answer.lines().filter(line -> line.startsWith("{\"id\"")).count();
      // Ends of chunks cut some lines in two.
      assertThat(answer).contains("x 0\"").contains("x 9999\"");
      assertThat(rows).isGreaterThan(9000);
    }
    await(() -> api.exports().waiting() == 0);
  }

  @Test
  void aReaderThatGoesAwayEndsTheExport() throws Exception {
    loadMany();
    try (Socket socket = connect()) {
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      await(() -> api.exports().waiting() > 0);
    }
    await(() -> api.exports().open() == 0);
  }
}
