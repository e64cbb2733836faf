package dev.clew.metricsstore.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.clew.metricsstore.promql.EngineConfig;
import dev.clew.metricsstore.promql.PromqlEngine;
import dev.clew.metricsstore.series.HeapSeries;
import dev.clew.model.Labels;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares answers with those of the installed Prometheus, when there is one. */
class PrometheusPeerIT {
  private static final long TIME = 1_700_000_000;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static @Nullable Process peer;
  private static int peerPort;
  private static @Nullable Server server;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    assumeThat(installed("prometheus") && installed("promtool"))
        .as("prometheus and promtool are installed")
        .isTrue();
    HeapSeries series = new HeapSeries();
    StringBuilder samples = new StringBuilder();
    for (String job : List.of("api", "web")) {
      samples.append("# TYPE requests_").append(job).append("_total counter\n");
      for (int i = 0; i < 40; i++) {
        long time = TIME - 600 + 15 * i;
        String name = "requests_" + job + "_total";
        series.add(Labels.of("__name__", name, "job", job, "zone", "z1"), time * 1000, i * 1.5);
        samples.append("%s{job=\"%s\",zone=\"z1\"} %s %d\n".formatted(name, job, i * 1.5, time));
      }
    }
    samples.append("# EOF\n");
    Path text = Files.writeString(directory.resolve("samples.txt"), samples);
    Path data = directory.resolve("data");
    run("promtool", "tsdb", "create-blocks-from", "openmetrics", text.toString(), data.toString());
    startPeer(directory, data);
    PromqlEngine engine = new PromqlEngine(series, EngineConfig.defaults());
    InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(TIME));
    ServerBuilder builder = Server.builder().http(0);
    new PrometheusApi(engine, series, clock).register(builder);
    Server started = builder.build();
    started.start().join();
    server = started;
  }

  private static boolean installed(String program) {
    for (String directory : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static void startPeer(Path directory, Path data) throws Exception {
    Path config = Files.writeString(directory.resolve("prometheus.yml"), "scrape_configs: []\n");
    try (ServerSocket socket = new ServerSocket(0)) {
      peerPort = socket.getLocalPort();
    }
    Process process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + data,
                "--storage.tsdb.retention.time=100y",
                "--web.listen-address=127.0.0.1:" + peerPort)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    peer = process;
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < patience && process.isAlive()) {
      try {
        if (get(peerPort, "", "/-/ready").statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        process.waitFor(50, TimeUnit.MILLISECONDS);
      }
    }
    throw new IllegalStateException("prometheus did not become ready");
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (server != null) {
      server.stop().join();
    }
    if (peer != null) {
      peer.destroy();
      peer.waitFor();
    }
    CLIENT.close();
  }

  private static HttpResponse<String> get(int port, String prefix, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + prefix + path);
    return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Everything in a JSON text by its path. */
  private static Map<String, String> flat(String json) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isScalarValue()) {
          String path = parser.getParsingContext().pathAsPointer().toString();
          found.put(path, path.equals("/error") ? error(parser.getText()) : rounded(parser));
        }
      }
    }
    return found;
  }

  /** Newer ones calculate with another last digit. */
  private static String rounded(JsonParser parser) throws IOException {
    try {
      return new BigDecimal(parser.getText())
          .round(new MathContext(13))
          .stripTrailingZeros()
          .toPlainString();
    } catch (NumberFormatException e) {
      return parser.getText();
    }
  }

  /** Newer ones begin in lower case, name the parameter, and let the dot match newlines. */
  private static String error(String message) {
    return message
        .replace("Invalid time value", "invalid time value")
        .replace("`^(?s:", "`^(?:")
        .replaceFirst("^invalid parameter \"(?:query|match\\[\\])\": ", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/query?query=1%2B1&time=1700000000",
        "/query?query=requests_api_total&time=1700000000",
        "/query?query=sum(rate({zone=\"z1\"}[5m]))&time=1699999990",
        "/query?query=requests_api_total[1m]&time=1700000000.5",
        "/query?query=\"text\"&time=1700000000",
        "/query?query=none&time=1700000000",
        "/query?query=1/0&time=2023-11-14T22:13:20Z",
        "/query?query=0/0&time=2023-11-14T22:13:20.25%2B01:00",
        "/query?query=sum(&time=1700000000",
        "/query?query=&time=1700000000",
        "/query?query=foo{&time=1700000000",
        "/query?query=rate(foo)&time=1700000000",
        "/query?query=nothing()&time=1700000000",
        "/query?query={}&time=1700000000",
        "/query?query=up&time=x",
        "/query?query=up&time=5d",
        "/query?query=up&timeout=x",
        "/query?query={__name__=~\"requests.*\",zone=~\"(\"}&time=1700000000",
        "/query?query=label_replace(requests_api_total,\"a\",\"\",\"b\",\"(\")&time=1700000000",
        "/query_range?query=requests_web_total&start=1699999700&end=1700000000&step=60",
        "/query_range?query=rate(requests_web_total[1m])&start=1699999700&end=1700000000&step=1m",
        "/query_range?query=1&start=1699999700&end=1700000000.5&step=100.25",
        "/query_range?query=up[5m]&start=1699999700&end=1700000000&step=1m",
        "/query_range?query=\"x\"&start=1699999700&end=1700000000&step=1m",
        "/query_range?query=up&end=1700000000&step=1m",
        "/query_range?query=up&start=1700000000&end=1&step=1m",
        "/query_range?query=up&start=1&end=1700000000&step=0",
        "/query_range?query=up&start=1&end=1700000000&step=-1s",
        "/query_range?query=up&start=1&end=1700000000&step=",
        "/query_range?query=up&start=1&end=1700000000&step=1e30",
        "/query_range?query=up&start=0&end=11000&step=1",
        "/query_range?query=up&start=0&end=11001&step=1",
        "/format_query?query=sum(rate(a[5m]))by(b)",
        "/format_query?query=sum(",
        "/labels",
        "/labels?match[]=requests_api_total",
        "/labels?match[]=requests_api_total{",
        "/labels?match[]={}",
        "/labels?start=x",
        "/label/job/values",
        "/label/job/values?match[]=requests_web_total",
        "/label/none/values",
        "/label/__name__/values",
        "/series",
        "/series?match[]=requests_api_total&match[]={job=\"web\"}",
        "/series?match[]={job=~\".%2B\"}",
        "/series?match[]={job=~\".*\"}",
        "/series?match[]=x&end=y",
        "/metadata?limit=x",
        "/metadata?metric=none",
        "/query_exemplars?query=x{",
        "/query_exemplars?query=1",
        "/query_exemplars?query=requests_api_total&start=2&end=1",
        "/nothing"
      })
  void answersAsPrometheusDoes(String request) throws Exception {
    int question = request.indexOf('?');
    String path = question < 0 ? request : request.substring(0, question);
    String query =
        question < 0
            ? ""
            : request
                .substring(question)
                .replace("[", "%5B")
                .replace("]", "%5D")
                .replace("{", "%7B")
                .replace("}", "%7D")
                .replace("\"", "%22");
    HttpResponse<String> expected = get(peerPort, "/api/v1", path + query);
    HttpResponse<String> actual = get(server.activeLocalPort(), "/prometheus/api/v1", path + query);
    assertThat(actual.statusCode()).as(actual.body()).isEqualTo(expected.statusCode());
    if (expected.headers().firstValue("Content-Type").orElse("").contains("json")) {
      assertThat(flat(actual.body())).isEqualTo(flat(expected.body()));
    }
  }
}
