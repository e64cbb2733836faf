package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus scrapes itself and writes to the appliance; another one, which has no data of
 * its own, reads from it. Skipped where Prometheus is not installed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PrometheusIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir static Path directory;
  private final List<Process> processes = new ArrayList<>();
  private RunningAppliance appliance;
  private String writer = "";

  @BeforeAll
  void start() throws Exception {
    assumeTrue(Files.isExecutable(PROMETHEUS), "no /usr/bin/prometheus");
    appliance = RunningAppliance.start(directory.resolve("data"), Map.of());
    int port = freePort();
    writer =
        prometheus(
            "writer",
            port,
            """
            global: {scrape_interval: 500ms}
            scrape_configs:
              - job_name: prometheus
                static_configs: [{targets: ['127.0.0.1:%d']}]
            remote_write:
              - url: http://127.0.0.1:%d/prometheus/api/v1/write
                send_exemplars: true
                send_native_histograms: true
                queue_config: {batch_send_deadline: 200ms}
                metadata_config: {send_interval: 1s}
            """
                .formatted(port, appliance.httpPort()));
  }

  @AfterAll
  void stop() throws InterruptedException {
    for (Process process : processes) {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
    if (appliance != null) {
      appliance.close();
    }
  }

  /** Starts one and answers its address. */
  private String prometheus(String name, int port, String configuration) throws IOException {
    Path home = Files.createDirectories(directory.resolve(name));
    Files.writeString(home.resolve("prometheus.yml"), configuration);
    processes.add(
        new ProcessBuilder(
                PROMETHEUS.toString(),
                "--config.file=" + home.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + home.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port,
                "--enable-feature=exemplar-storage,native-histograms")
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("log").toFile())
            .start());
    return "http://127.0.0.1:" + port;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private String clew() {
    return "http://127.0.0.1:" + appliance.httpPort() + "/prometheus";
  }

  /** Values by labels; empty while the server does not answer. */
  private static Map<String, Double> query(String server, String expression, double time)
      throws InterruptedException, IOException {
    Map<String, Double> values = new TreeMap<>();
    String url =
        server
            + "/api/v1/query?time="
            + time
            + "&query="
            + URLEncoder.encode(expression, StandardCharsets.UTF_8);
    HttpResponse<String> answer;
    try {
      answer =
          CLIENT.send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      return values; // it does not listen yet
    }
    if (answer.statusCode() == 503) {
      return values; // it listens and is not ready yet
    }
    JsonNode body = JSON.readTree(answer.body());
    for (JsonNode series : body.path("data").path("result")) {
      values.put(series.path("metric").toString(), series.path("value").path(1).asDouble());
    }
    return values;
  }

  /** Asks, for now, until there is an answer. */
  private static void awaitQuery(String server, String expression) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (query(server, expression, now()).isEmpty()) {
      assertThat(System.nanoTime()).as("waiting for %s", expression).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static double now() {
    return System.currentTimeMillis() / 1000.0;
  }

  @Test
  @Order(1)
  void whatPrometheusWritesIsAnsweredAsPrometheusAnswersIt() throws Exception {
    awaitQuery(writer, "count_over_time(up[1m]) > 15");
    double time = now() - 2;
    awaitQuery(clew(), "timestamp(up) > " + (now() + 0.3));
    for (String expression :
        List.of(
            "{job=\"prometheus\"}",
            "count_over_time(prometheus_tsdb_head_series[5s])",
            "rate(prometheus_http_requests_total[4s])",
            "histogram_quantile(0.9, rate(prometheus_http_request_duration_seconds_bucket[5s]))")) {
      Map<String, Double> theirs = query(writer, expression, time);
      assertThat(query(clew(), expression, time)).as(expression).isEqualTo(theirs);
      assertThat(theirs).as(expression).isNotEmpty();
    }
  }

  @Test
  @Order(2)
  void metadataComesAlong() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    String path = "/prometheus/api/v1/metadata?metric=prometheus_build_info";
    while (!appliance.get(path).contains("A metric with a constant '1' value")) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertThat(appliance.get("/api/clew/v1/receiver")).contains("\"service\":\"Prometheus\"");
  }

  @Test
  @Order(3)
  void anotherPrometheusReadsItBack() throws Exception {
    String reader =
        prometheus(
            "reader",
            freePort(),
            """
            remote_read:
              - url: %s/api/v1/read
                read_recent: true
            """
                .formatted(clew()));
    double time = now() - 2;
    awaitQuery(reader, "up");
    for (String expression :
        List.of(
            "{job=\"prometheus\",__name__!~\"up\"}",
            "sum by (handler) (rate(prometheus_http_requests_total[4s]))",
            "prometheus_build_info{version=~\"2.+\"}",
            "max_over_time(process_resident_memory_bytes[5s])")) {
      Map<String, Double> ours = query(clew(), expression, time);
      assertThat(query(reader, expression, time)).as(expression).isEqualTo(ours);
      assertThat(ours).as(expression).isNotEmpty();
    }
  }
}
