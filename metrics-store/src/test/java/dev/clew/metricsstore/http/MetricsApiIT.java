package dev.clew.metricsstore.http;

import static dev.clew.metricsstore.Otlp.CUMULATIVE;
import static dev.clew.metricsstore.Otlp.counter;
import static dev.clew.metricsstore.Otlp.gauge;
import static dev.clew.metricsstore.Otlp.point;
import static dev.clew.metricsstore.Otlp.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.clew.metricsstore.MetricsStore;
import dev.clew.metricsstore.MetricsStoreConfig;
import dev.clew.metricsstore.promql.EngineConfig;
import dev.clew.testkit.ManualClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsApiIT {
  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static MetricsStore store;
  private static Server server;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    ManualClock clock = new ManualClock(NOW);
    store = MetricsStore.open(MetricsStoreConfig.defaults(directory), clock, task -> {});
    long now = NOW.toEpochMilli();
    byte[] yesterday =
        request(List.of(), gauge("temperature", "Cel", point(now - 86_400_000, 1, "room", "a")));
    store.ingest(0, 0, yesterday, 0, yesterday.length);
    store.flush();
    byte[] today =
        request(
            List.of(),
            gauge(
                "temperature",
                "Cel",
                point(now, 1, "room", "a", "floor", "1"),
                point(now, 2, "room", "b", "floor", "1"),
                point(now, 2, "room", "c", "floor", "1")),
            counter("visits", "", CUMULATIVE, point(now, 7, "room", "a")));
    store.ingest(1, 0, today, 0, today.length);
    ServerBuilder builder = Server.builder().http(0);
    new MetricsApi(store.statistics(), store, clock).register(builder);
    new PrometheusStatusApi(store.statistics(), EngineConfig.defaults(), Duration.ofDays(20), clock)
        .register(builder);
    server = builder.build();
    server.start().join();
  }

  @AfterAll
  static void stop() {
    server.stop().join();
    store.close();
    CLIENT.close();
  }

  private static HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.activeLocalPort() + path);
    return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String ok(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  @Test
  void listsMetricFamilies() throws Exception {
    assertThat(ok("/api/clew/v1/metrics/catalogue?search=CEL"))
        .isEqualTo(
            """
            {"metrics":[{"name":"temperature_celsius","names":["temperature_celsius"],\
            "type":"gauge","unit":"Cel","help":"","series":3,"seriesBefore":1,"labels":2,\
            "native":false}],"total":1,"truncated":false}\
            """);
    assertThat(ok("/api/clew/v1/metrics/catalogue?limit=1"))
        .contains("\"total\":2,\"truncated\":true");
    assertThat(ok("/api/clew/v1/metrics/catalogue"))
        .contains("\"name\":\"visits_total\"", "\"type\":\"counter\"");
    assertThat(ok("/api/clew/v1/metrics/catalogue?start=1000&end=2000"))
        .isEqualTo("{\"metrics\":[],\"total\":0,\"truncated\":false}");
  }

  @Test
  void breaksAMetricDown() throws Exception {
    assertThat(ok("/api/clew/v1/metrics/labels?metric=temperature_celsius&limit=2"))
        .isEqualTo(
            """
            {"metric":"temperature_celsius","series":3,"labels":[\
            {"name":"room","values":3,"series":3,"top":[{"value":"a","series":1},\
            {"value":"b","series":1}]},\
            {"name":"floor","values":1,"series":3,"top":[{"value":"1","series":3}]}]}\
            """);
    assertThat(ok("/api/clew/v1/metrics/labels?metric=none"))
        .isEqualTo("{\"metric\":\"none\",\"series\":0,\"labels\":[]}");
  }

  @Test
  void reportsCardinality() throws Exception {
    assertThat(ok("/api/clew/v1/metrics/cardinality?limit=1"))
        .isEqualTo(
            """
            {"day":"2026-03-10","series":4,"seriesBefore":1,"seriesLimit":2000000,\
            "metrics":[{"name":"temperature_celsius","series":3,"before":1}],\
            "labels":[{"name":"room","values":3,"before":1}],\
            "pairs":[{"name":"__name__","value":"temperature_celsius","series":3,"before":1}],\
            "days":[{"day":"2026-03-09","series":1,"samples":1,"bytes":BYTES},\
            {"day":"2026-03-10","series":4,"samples":0,"bytes":0}]}\
            """
                .replace("BYTES", bytesOnDisk()));
    assertThat(ok("/api/clew/v1/metrics/cardinality?day=2026-03-09")).contains("\"series\":1,");
  }

  private static String bytesOnDisk() {
    return Long.toString(store.status().bytesOnDisk());
  }

  @Test
  void reportsCardinalityAsPrometheusDoes() throws Exception {
    assertThat(ok("/prometheus/api/v1/status/tsdb?limit=1"))
        .startsWith("{\"status\":\"success\",\"data\":{\"headStats\":{\"numSeries\":4,")
        .contains(
            """
            "seriesCountByMetricName":[{"name":"temperature_celsius","value":3}],\
            "labelValueCountByLabelName":[{"name":"room","value":3}],\
            "memoryInBytesByLabelName":[{"name":"__name__","value":69}],\
            "seriesCountByLabelValuePair":[{"name":"__name__=temperature_celsius","value":3}]\
            """);
    HttpResponse<String> wrong = get("/prometheus/api/v1/status/tsdb?limit=0");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("limit must be a positive number");
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    HttpResponse<String> missing = get("/api/clew/v1/metrics/labels");
    assertThat(missing.statusCode()).isEqualTo(400);
    assertThat(missing.body())
        .isEqualTo(
            "{\"error\":{\"message\":\"metric: \\\"\\\" (expected: the name of a metric)\"}}");
    assertThat(get("/api/clew/v1/metrics/cardinality?day=today").statusCode()).isEqualTo(400);
    assertThat(get("/api/clew/v1/metrics/catalogue?limit=0").statusCode()).isEqualTo(400);
    assertThat(get("/api/clew/v1/metrics/catalogue?start=x").statusCode()).isEqualTo(400);
  }

  @Test
  void tellsOfItselfAsPrometheusDoes() throws Exception {
    assertThat(ok("/prometheus/api/v1/status/buildinfo")).contains("\"version\":\"3.");
    assertThat(ok("/prometheus/api/v1/status/runtimeinfo"))
        .contains("\"storageRetention\":\"20d\"", "\"startTime\":\"2026-03-10T12:00:00Z\"");
    assertThat(ok("/prometheus/api/v1/status/flags"))
        .contains("\"query.lookback-delta\":\"5m\"", "\"query.timeout\":\"2m\"");
    assertThat(ok("/prometheus/api/v1/status/walreplay")).contains("\"current\":0");
    assertThat(ok("/prometheus/api/v1/features"))
        .contains("\"promql_functions\":{\"abs\":true", "\"promql_operators\":{");
    assertThat(ok("/prometheus/api/v1/notifications")).contains("\"data\":[]");
    assertThat(ok("/prometheus/-/healthy")).isEqualTo("Prometheus Server is Healthy.\n");
    assertThat(ok("/prometheus/-/ready")).isEqualTo("Prometheus Server is Ready.\n");
  }
}
