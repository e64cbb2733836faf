package dev.clew.metricsstore.promql.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A Prometheus over blocks made from OpenMetrics text, on a port of its own. */
final class PrometheusProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final URI address;
  private final HttpClient client = HttpClient.newHttpClient();

  private PrometheusProcess(Process process, int port) {
    this.process = process;
    this.address = URI.create("http://127.0.0.1:" + port);
  }

  static boolean isInstalled() {
    return Files.isExecutable(Path.of("/usr/bin/prometheus"))
        && Files.isExecutable(Path.of("/usr/bin/promtool"));
  }

  static PrometheusProcess start(Path directory, String openMetrics)
      throws IOException, InterruptedException {
    Path text = Files.writeString(directory.resolve("samples.txt"), openMetrics);
    Path data = Files.createDirectory(directory.resolve("data"));
    Path log = directory.resolve("log.txt");
    Process blocks =
        new ProcessBuilder(
                "/usr/bin/promtool",
                "tsdb",
                "create-blocks-from",
                "openmetrics",
                text.toString(),
                data.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!blocks.waitFor(60, TimeUnit.SECONDS) || blocks.exitValue() != 0) {
      blocks.destroyForcibly();
      throw new IllegalStateException("promtool: " + Files.readString(log));
    }
    Path config = Files.writeString(directory.resolve("prometheus.yml"), "global: {}\n");
    int port = freePort();
    Process process =
        new ProcessBuilder(
                "/usr/bin/prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + data,
                "--storage.tsdb.retention.time=100y",
                "--web.listen-address=127.0.0.1:" + port,
                "--log.level=error")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    PrometheusProcess prometheus = new PrometheusProcess(process, port);
    try {
      prometheus.awaitReady();
      return prometheus;
    } catch (RuntimeException | InterruptedException e) {
      prometheus.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (process.isAlive() && System.nanoTime() < deadline) {
      try {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/-/ready")).build();
        if (client.send(request, BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // It does not listen yet.
      }
      process.waitFor(50, TimeUnit.MILLISECONDS);
    }
    throw new IllegalStateException("Prometheus does not get ready");
  }

  JsonNode instant(String query, long timeMillis) {
    return get("/api/v1/query?time=" + timeMillis / 1000.0 + "&query=" + encoded(query));
  }

  JsonNode range(String query, long startMillis, long endMillis, long stepMillis) {
    return get(
        "/api/v1/query_range?start="
            + startMillis / 1000.0
            + "&end="
            + endMillis / 1000.0
            + "&step="
            + stepMillis / 1000.0
            + "&query="
            + encoded(query));
  }

  private static String encoded(String query) {
    return URLEncoder.encode(query, StandardCharsets.UTF_8);
  }

  private JsonNode get(String path) {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(address + path)).build();
      return JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    client.close();
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
