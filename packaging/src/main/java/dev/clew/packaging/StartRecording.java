package dev.clew.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What runs while {@code bin/clew-aot} records the AOT cache: a start on free ports, the first
 * requests of a sender and of a browser, and a stop.
 */
public final class StartRecording {
  private static final String RESOURCE =
      "\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"aot\"}}]}";

  private StartRecording() {}

  /**
   * @param arguments a folder for configuration and data, removed by the caller
   */
  public static void main(String[] arguments) {
    try {
      record(Path.of(arguments[0]));
      System.exit(0);
    } catch (IOException | RuntimeException e) {
      // Without an exit the appliance would run on, and whoever waits for the recording with it.
      System.err.println("start not recorded: " + e);
      System.exit(1);
    }
  }

  private static void record(Path folder) throws IOException {
    int http;
    int otlpHttp;
    int otlpGrpc;
    try (ServerSocket first = new ServerSocket(0);
        ServerSocket second = new ServerSocket(0);
        ServerSocket third = new ServerSocket(0)) {
      http = first.getLocalPort();
      otlpHttp = second.getLocalPort();
      otlpGrpc = third.getLocalPort();
    }
    Path config =
        Files.writeString(
            folder.resolve("clew.yaml"),
            "http:\n  port: %d\ncollector:\n  http_port: %d\n  grpc_port: %d\n"
                .formatted(http, otlpHttp, otlpGrpc));
    Main.main(
        new String[] {"--config", config.toString(), "--data", folder.resolve("data").toString()});
    send(otlpHttp);
    for (String path :
        List.of(
            "/",
            "/health",
            "/api/clew/v1/logs/search?query=aot",
            "/api/clew/v1/traces/search",
            "/api/clew/v1/services",
            "/api/clew/v1/correlation/aot",
            "/prometheus/api/v1/query?query=up",
            "/loki/api/v1/query_range?query=%7Bservice_name%3D%22aot%22%7D")) {
      System.out.println(path + " " + request(http, path, null));
    }
  }

  private static void send(int port) throws IOException {
    String time = "\"timeUnixNano\":\"" + System.currentTimeMillis() + "000000\"";
    String logs =
        "{\"resourceLogs\":[{"
            + RESOURCE
            + ",\"scopeLogs\":[{\"logRecords\":[{"
            + time
            + ",\"body\":{\"stringValue\":\"aot\"}}]}]}]}";
    String metrics =
        "{\"resourceMetrics\":[{"
            + RESOURCE
            + ",\"scopeMetrics\":[{\"metrics\":[{\"name\":\"aot\",\"gauge\":{\"dataPoints\":[{"
            + time
            + ",\"asDouble\":1}]}}]}]}]}";
    System.out.println("logs " + request(port, "/v1/logs", logs));
    System.out.println("metrics " + request(port, "/v1/metrics", metrics));
  }

  /** The status of the answer: a recording does not depend on what is answered. */
  private static int request(int port, String path, @Nullable String body) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
    connection.setReadTimeout(20_000);
    if (body != null) {
      connection.setDoOutput(true);
      connection.setRequestProperty("content-type", "application/json");
      connection.getOutputStream().write(body.getBytes(UTF_8));
    }
    return connection.getResponseCode();
  }
}
