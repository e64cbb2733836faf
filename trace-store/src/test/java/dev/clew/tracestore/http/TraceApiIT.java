package dev.clew.tracestore.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.server.Server;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.Labels;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.seam.ServiceCoverage;
import dev.clew.tracestore.RecordingSink;
import dev.clew.tracestore.Spans;
import dev.clew.tracestore.TestClock;
import dev.clew.tracestore.TraceStore;
import dev.clew.tracestore.TraceStoreConfig;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span.Event;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceApiIT {
  static final TestClock CLOCK = new TestClock();
  static final long NOW = TimeRange.nanosOf(CLOCK.instant());
  static final long SECOND = 1_000_000_000L;
  static final TraceId TRACE = new TraceId(0xabcL, 1);
  static final TraceId ODD = new TraceId(0xdddL, 1);
  static final FewLogs LOGS = new FewLogs();
  static final ScriptedMetrics METRICS = new ScriptedMetrics();

  @TempDir static Path directory;
  static TraceStore store;
  static Server server;

  @BeforeAll
  static void start() throws IOException {
    store =
        TraceStore.open(
            TraceStoreConfig.defaults(),
            directory,
            CorrelationKeys.defaults(),
            new RecordingSink(),
            CLOCK);
    Spans spans = new Spans();
    spans
        .add("front", TRACE, 1, 0, NOW - 10 * SECOND)
        .setName("GET /pay")
        .setKind(SpanKind.SPAN_KIND_SERVER)
        .setEndTimeUnixNano(NOW - 8 * SECOND);
    spans
        .add("shop", TRACE, 2, 1, NOW - 9 * SECOND)
        .setName("pay")
        .setStatus(Spans.error("no money"))
        .addAttributes(Spans.attribute("order.id", "7f3a"))
        .addAttributes(Spans.attribute("amount", 9007199254740993L))
        .addEvents(
            Event.newBuilder()
                .setTimeUnixNano(NOW)
                .setName("exception")
                .addAttributes(Spans.attribute("exception.type", "NoMoney")));
    spans.add("shop", new TraceId(5, 5), 3, 0, NOW - 5 * SECOND).setName("tick");
    byte[] request = spans.request();
    store.ingest(1, NOW, request, 0, request.length);
    odd();
    LOGS.add("shop", NOW - 8 * SECOND, TRACE, "second");
    LOGS.add("shop", NOW - 9 * SECOND, TRACE, "first");
    LOGS.coverage = List.of(new ServiceCoverage("shop", 4, 3), new ServiceCoverage("batch", 7, 0));
    long start = NOW / 1_000_000 - 3_600_000;
    METRICS
        .when("calls_total", start, labels("front", "UNSET"), 9)
        .when("calls_total", start + 2_000, labels("front", "ERROR"), 1)
        .when("calls_total", start + 2_000, labels("shop", "ERROR"), 1)
        .when("duration_seconds_bucket", start, bucket("0.1"), 5)
        .when("duration_seconds_bucket", start, bucket("0.25"), 9.5)
        .when("duration_seconds_bucket", start, bucket("+Inf"), 10);

    var builder = Server.builder().http(0);
    new TraceApi(store, LOGS, CLOCK).register(builder);
    new ServicesApi(METRICS, store, LOGS, CLOCK).register(builder);
    server = builder.build();
    server.start().join();
  }

  /** Long ago: a span that came twice, and a server five seconds behind; a short ID. */
  private static void odd() throws IOException {
    long start = NOW - 7200 * SECOND;
    Spans spans = new Spans();
    for (int i = 0; i < 2; i++) {
      spans
          .add("front", ODD, 1, 0, start)
          .setKind(SpanKind.SPAN_KIND_CLIENT)
          .addAttributes(
              KeyValue.newBuilder()
                  .setKey("list")
                  .setValue(
                      AnyValue.newBuilder()
                          .setArrayValue(
                              ArrayValue.newBuilder()
                                  .addValues(AnyValue.newBuilder().setIntValue(1))
                                  .addValues(AnyValue.newBuilder().setStringValue("1"))
                                  .addValues(
                                      AnyValue.newBuilder().setIntValue(9007199254740993L)))));
    }
    spans.add("back", ODD, 2, 1, start - 5 * SECOND).setKind(SpanKind.SPAN_KIND_SERVER);
    spans.add("back", new TraceId(0, 0xaa), 3, 0, start);
    byte[] request = spans.request();
    store.ingest(2, NOW, request, 0, request.length);
  }

  private static Labels bucket(String bound) {
    return Labels.of("service", "front", "le", bound);
  }

  private static Labels labels(String service, String status) {
    return Labels.of(
        "service",
        service,
        "status_code",
        "STATUS_CODE_" + status,
        "span_name",
        "GET /pay",
        "span_kind",
        "SPAN_KIND_SERVER");
  }

  @AfterAll
  static void stop() throws IOException {
    server.stop().join();
    store.close();
  }

  private static AggregatedHttpResponse get(String path) {
    return WebClient.of("http://127.0.0.1:" + server.activeLocalPort())
        .blocking()
        .get("/api/clew/v1" + path);
  }

  private static JsonNode json(String path) throws IOException {
    AggregatedHttpResponse response = get(path);
    assertThat(response.status().code()).as(response.contentUtf8()).isEqualTo(200);
    return new ObjectMapper().readTree(response.contentUtf8());
  }

  @Test
  void searchAnswersInColumns() throws IOException {
    JsonNode answer = json("/traces/search?query=status:error");
    assertThat(answer.get("rows").asInt()).isEqualTo(1);
    JsonNode columns = answer.get("columns");
    assertThat(columns.at("/traceId/0").asText()).isEqualTo(TRACE.toString());
    assertThat(columns.at("/rootService/0").asText()).isEqualTo("front");
    assertThat(columns.at("/rootName/0").asText()).isEqualTo("GET /pay");
    assertThat(columns.at("/start/0").asText()).isEqualTo(Long.toString(NOW - 10 * SECOND));
    assertThat(columns.at("/durationNanos/0").asLong()).isEqualTo(2 * SECOND);
    assertThat(columns.at("/services/0").toString()).isEqualTo("[\"front\",\"shop\"]");
    assertThat(columns.at("/matched/0").asInt()).isEqualTo(1);
    assertThat(columns.at("/complete/0").asBoolean()).isTrue();
    assertThat(answer.has("cursor")).isFalse();
    assertThat(answer.at("/stats/scannedRows").asInt()).isPositive();
  }

  @Test
  void cursorLeadsToTheNextPage() throws IOException {
    JsonNode first = json("/traces/search?limit=1");
    assertThat(first.at("/columns/rootName/0").asText()).isEqualTo("tick");
    JsonNode second = json("/traces/search?limit=1&cursor=" + first.get("cursor").asText());
    assertThat(second.at("/columns/rootName/0").asText()).isEqualTo("GET /pay");
    JsonNode spans = json("/traces/spans?limit=2&query=service:shop");
    assertThat(spans.at("/columns/name").toString()).isEqualTo("[\"tick\",\"pay\"]");
    assertThat(spans.at("/columns/status/1").asText()).isEqualTo("error");
  }

  @Test
  void spansAreDeletedByFilter() throws IOException {
    String range = "&start=2020-01-01T00:00:00Z&end=2020-01-02T00:00:00Z";
    AggregatedHttpResponse response =
        WebClient.of("http://127.0.0.1:" + server.activeLocalPort())
            .blocking()
            .post("/api/clew/v1/traces/delete?query=service:front" + range, "");
    assertThat(response.status().code()).as(response.contentUtf8()).isEqualTo(200);
    JsonNode deletion = new ObjectMapper().readTree(response.contentUtf8());
    assertThat(deletion.get("deleted").asInt()).as("of that day").isZero();
    assertThat(json("/traces/delete/" + deletion.get("id").asText()).get("state").asText())
        .isIn("running", "done");
    assertThat(get("/traces/delete/99").status().code()).isEqualTo(404);
  }

  @Test
  void skeletonHoldsSpansAndLogs() throws IOException {
    JsonNode trace = json("/traces/" + TRACE);
    assertThat(trace.at("/columns/parent").toString()).isEqualTo("[-1,0]");
    assertThat(trace.at("/columns/startOffsetNanos").toString()).isEqualTo("[0," + SECOND + "]");
    assertThat(trace.at("/columns/kind").toString()).isEqualTo("[\"server\",\"internal\"]");
    assertThat(trace.at("/columns/spanId/0").asText()).isEqualTo("0000000000000001");
    assertThat(trace.at("/columns/events").toString()).isEqualTo("[0,1]");
    assertThat(trace.at("/truncated").asBoolean()).isFalse();
    assertThat(trace.at("/logs/columns/body").toString()).isEqualTo("[\"first\",\"second\"]");
    assertThat(trace.at("/logs/columns/spanId/0").asText()).isEqualTo("0000000000000002");
  }

  @Test
  void traceSaysWhatIsNotAsItWasSent() throws IOException {
    JsonNode trace = json("/traces/" + TRACE);
    assertThat(trace.get("warnings").toString()).isEqualTo("[]");
    assertThat(trace.at("/columns/copies").isMissingNode()).isTrue();
    JsonNode off = json("/traces/" + ODD);
    assertThat(off.at("/warnings/0/kind").asText()).isEqualTo("copies");
    assertThat(off.at("/warnings/0/count").asInt()).isEqualTo(1);
    assertThat(off.at("/warnings/0/spans").toString()).isEqualTo("[\"0000000000000001\"]");
    assertThat(off.at("/columns/copies").toString()).isEqualTo("[2,1]");
    assertThat(off.at("/warnings/1/kind").asText()).isEqualTo("clock_skew");
    assertThat(off.at("/clocks/0/offsetNanos").asLong()).isEqualTo(5 * SECOND);
    assertThat(off.at("/skewCorrected").asBoolean()).isFalse();
    assertThat(off.at("/durationNanos").asLong()).isGreaterThan(5 * SECOND);
    JsonNode corrected = json("/traces/" + ODD + "?skew=corrected");
    assertThat(corrected.at("/skewCorrected").asBoolean()).isTrue();
    assertThat(corrected.at("/durationNanos").asLong()).isEqualTo(1_000_000);
    assertThat(corrected.at("/columns/startOffsetNanos").toString()).isEqualTo("[0,0]");
    assertThat(get("/traces/" + ODD + "?skew=yes").status().code()).isEqualTo(400);
    JsonNode span = json("/traces/" + ODD + "/spans/0000000000000001?kind=client");
    assertThat(span.get("copies").asInt()).isEqualTo(2);
    assertThat(span.get("altered").toString()).isEqualTo("[]");
    assertThat(span.at("/attributes/0").toString())
        .isEqualTo(
            "{\"key\":\"list\",\"type\":\"array\",\"value\":[1,\"1\",\"9007199254740993\"]}");
    assertThat(get("/traces/" + ODD + "/spans/0000000000000001?kind=x").status().code())
        .isEqualTo(400);
  }

  @Test
  void traceIsReadInWindows() throws IOException {
    JsonNode whole = json("/traces/" + TRACE);
    assertThat(whole.get("total").asInt()).isEqualTo(2);
    assertThat(whole.get("from").asInt()).isZero();
    JsonNode second = json("/traces/" + TRACE + "?from=1&limit=5");
    assertThat(second.get("rows").asInt()).isEqualTo(1);
    assertThat(second.get("from").asInt()).isEqualTo(1);
    assertThat(second.get("total").asInt()).isEqualTo(2);
    assertThat(second.at("/columns/name").toString()).isEqualTo("[\"pay\"]");
    assertThat(second.at("/columns/parent").toString()).as("a row of the whole").isEqualTo("[0]");
    assertThat(second.get("durationNanos")).isEqualTo(whole.get("durationNanos"));
    assertThat(json("/traces/" + TRACE + "?from=0&limit=1").at("/columns/name").toString())
        .isEqualTo("[\"GET /pay\"]");
    assertThat(json("/traces/" + TRACE + "?from=9").get("rows").asInt()).isZero();
    assertThat(get("/traces/" + TRACE + "?from=-1").status().code()).isEqualTo(400);
    assertThat(get("/traces/" + TRACE + "?limit=0").status().code()).isEqualTo(400);
  }

  @Test
  void windowsFitEachOtherUntilTheFirstIsReadAnew() throws IOException {
    TraceId growing = new TraceId(6, 6);
    ingestSpans(growing, 1, 3);
    assertThat(json("/traces/" + growing + "?limit=2").get("total").asInt()).isEqualTo(3);
    ingestSpans(growing, 4, 5);
    JsonNode next = json("/traces/" + growing + "?from=2&limit=2");
    assertThat(next.get("total").asInt()).as("as in the first window").isEqualTo(3);
    assertThat(next.at("/columns/spanId").toString()).isEqualTo("[\"0000000000000003\"]");
    assertThat(json("/traces/" + growing + "?from=2&limit=2&skew=corrected").get("total").asInt())
        .as("another look at the trace")
        .isEqualTo(5);
    assertThat(json("/traces/" + growing + "?limit=2").get("total").asInt()).isEqualTo(5);
    String asked =
        "/api/clew/v1/traces/delete?query=trace_id:%s&start=%d&end=%d&confirm=5"
            .formatted(growing, NOW / 1_000_000 - 36_000_000, NOW / 1_000_000 - 28_800_000);
    assertThat(
            WebClient.of("http://127.0.0.1:" + server.activeLocalPort())
                .blocking()
                .post(asked, "")
                .contentUtf8())
        .contains("\"deleted\":5");
    assertThat(get("/traces/" + growing + "?from=2").status().code())
        .as("deleted spans are kept for no window")
        .isEqualTo(404);
  }

  private static void ingestSpans(TraceId traceId, int first, int last) throws IOException {
    Spans spans = new Spans();
    for (int id = first; id <= last; id++) {
      spans.add("growing", traceId, id, 0, NOW - 9 * 3600 * SECOND + id);
    }
    byte[] request = spans.request();
    store.ingest(store.committedPosition() + 100 + last, NOW, request, 0, request.length);
  }

  @Test
  void traceIdMayBeSpelledOtherwise() throws IOException {
    assertThat(json("/traces/00000000-0000-0ABC-0000-000000000001").get("traceId").asText())
        .isEqualTo(TRACE.toString());
    assertThat(json("/traces/00000000000000aa").get("traceId").asText())
        .isEqualTo(new TraceId(0, 0xaa).toString());
  }

  @Test
  void spanIsWhole() throws IOException {
    JsonNode span = json("/traces/" + TRACE + "/spans/0000000000000002");
    assertThat(span.at("/parentSpanId").asText()).isEqualTo("0000000000000001");
    assertThat(span.at("/statusMessage").asText()).isEqualTo("no money");
    assertThat(span.at("/attributes").toString())
        .contains("{\"key\":\"amount\",\"type\":\"int\",\"value\":\"9007199254740993\"}");
    assertThat(span.at("/resource/0/value").asText()).isEqualTo("shop");
    assertThat(span.at("/events/0/attributes/0/value").asText()).isEqualTo("NoMoney");
    assertThat(span.at("/correlation").toString())
        .isEqualTo("[{\"key\":\"order.id\",\"value\":\"7f3a\"}]");
    assertThat(get("/traces/" + TRACE + "/spans/00000000000000ff").status().code()).isEqualTo(404);
  }

  @Test
  void histogramFacetsFieldsAndValues() throws IOException {
    JsonNode histogram = json("/traces/histogram?buckets=4");
    assertThat(histogram.get("total").asInt()).isEqualTo(3);
    assertThat(histogram.at("/series/0/counts").toString()).isEqualTo("[0,0,0,2]");
    assertThat(histogram.at("/series/1/status").asText()).isEqualTo("error");
    JsonNode facets = json("/traces/facets?fields=service,status");
    assertThat(facets.at("/facets/0/values/0").toString())
        .isEqualTo("{\"value\":\"shop\",\"count\":2}");
    assertThat(facets.at("/facets/1/values").toString()).contains("error");
    assertThat(json("/traces/facets").at("/facets/0/field").asText()).isEqualTo("service");
    assertThat(json("/traces/fields").toString())
        .contains("{\"name\":\"order.id\",\"type\":\"string\"");
    assertThat(json("/traces/values?field=service&prefix=sh").at("/values").toString())
        .isEqualTo("[{\"value\":\"shop\",\"count\":2}]");
    assertThat(json("/traces/values?field=status").at("/values").size()).isEqualTo(2);
  }

  @Test
  void servicesAreSortedByTrouble() throws IOException {
    JsonNode services = json("/services?points=4").get("services");
    assertThat(services.findValuesAsText("name")).containsExactly("shop", "front", "batch");
    JsonNode front = services.get(1);
    assertThat(front.get("ratePerSecond").asDouble()).isEqualTo(10);
    assertThat(front.get("errorRatio").asDouble()).isEqualTo(0.1);
    assertThat(front.get("p95Millis").asDouble()).isEqualTo(250);
    assertThat(front.get("p50Millis").asDouble()).isEqualTo(100);
    assertThat(front.get("p99Millis").asDouble()).as("beyond the last bound").isEqualTo(250);
    assertThat(front.at("/before/ratePerSecond").asDouble()).isEqualTo(9);
    assertThat(front.at("/before/errorRatio").asDouble()).isZero();
    assertThat(front.at("/before/p95Millis").asDouble()).isEqualTo(250);
    assertThat(front.at("/spark/rate").toString()).isEqualTo("[10.0,10.0,10.0,10.0]");
    assertThat(front.at("/spark/errors").toString()).isEqualTo("[1.0,1.0,1.0,1.0]");
    assertThat(services.get(0).get("p95Millis").isNull()).as("no buckets").isTrue();
    assertThat(services.get(0).has("before")).isFalse();
    assertThat(front.get("spans").asInt()).isEqualTo(1);
    JsonNode batch = services.get(2);
    assertThat(batch.get("ratePerSecond").isNull()).isTrue();
    assertThat(batch.has("before")).isFalse();
    assertThat(batch.get("logs").asInt()).isEqualTo(7);
    assertThat(batch.get("logsWithTraceContextRatio").asDouble()).isZero();
  }

  @Test
  void serviceHasItsOperations() throws IOException {
    JsonNode shop = json("/services/sh%22op").get("operations");
    assertThat(shop.findValuesAsText("name")).containsExactly("GET /pay");
    assertThat(shop.at("/0/kind").asText()).isEqualTo("server");
    assertThat(METRICS.asked).anyMatch(e -> e.contains("service=\"sh\\\"op\""));
  }

  @Test
  void errorsSayWhatIsWrong() {
    assertThat(get("/traces/search?query=(a").status().code()).isEqualTo(400);
    assertThat(get("/traces/search?query=(a").contentUtf8()).contains("\"position\":");
    assertThat(get("/traces/search?limit=5000").contentUtf8())
        .isEqualTo("{\"error\":{\"message\":\"limit: \\\"5000\\\" (expected: 1 to 1000)\"}}");
    assertThat(get("/traces/search?query=status:lost").status().code()).isEqualTo(422);
    assertThat(get("/traces/xyz").status().code()).isEqualTo(400);
    assertThat(get("/traces/" + new TraceId(7, 7)).status().code()).isEqualTo(404);
    assertThat(get("/traces/search?start=2026-11-21T13:00:00Z&end=1").status().code())
        .isEqualTo(400);
    assertThat(get("/traces/values").status().code()).isEqualTo(400);
  }
}
