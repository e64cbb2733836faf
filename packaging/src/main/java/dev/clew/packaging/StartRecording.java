package dev.clew.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What runs while {@code bin/clew-aot} records the AOT cache: a start on free ports, some
 * telemetry, the first questions of a browser and of Grafana over and over, and a stop.
 */
public final class StartRecording {
  private static final int BATCHES = 8;
  private static final int ROWS = 300;
  private static final int ROUNDS = 40;

  /** What browsers and Grafana ask first, on all three signals. */
  private static final List<String> QUESTIONS =
      List.of(
          "/",
          "/health",
          "/api/clew/v1/logs/search?query=order",
          "/api/clew/v1/logs/histogram?query=order",
          "/api/clew/v1/logs/facets?query=order",
          "/api/clew/v1/traces/search",
          "/api/clew/v1/traces/" + "0".repeat(31) + "7",
          "/api/clew/v1/services",
          "/api/clew/v1/correlation/a-7",
          "/api/clew/v1/correlation/order.id/a-7",
          "/api/clew/v1/correlation/unknown",
          "/prometheus/api/v1/query?query=sum%20by%20(part)(rate(rehearsal%5B1m%5D))",
          "/loki/api/v1/query_range?query=%7Bservice_name%3D%22service-1%22%7D");

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
    for (int batch = 0; batch < BATCHES; batch++) {
      System.out.println("logs " + request(otlpHttp, "/v1/logs", logs(batch)));
      System.out.println("spans " + request(otlpHttp, "/v1/traces", spans(batch)));
      System.out.println("metrics " + request(otlpHttp, "/v1/metrics", metrics(batch)));
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (String question : QUESTIONS) {
        System.out.println(question + " " + request(http, question, null));
      }
    }
  }

  /** Lines of all levels, services and traces, most of which carry the ID that is asked for. */
  private static String logs(int batch) {
    StringJoiner lines = new StringJoiner(",");
    for (int i = 0; i < ROWS; i++) {
      lines.add(
          """
          {%s,"severityNumber":%d,%s,"body":{"stringValue":"step %d of the order took %d ms"},\
          "attributes":[{"key":"order.id","value":{"stringValue":"%s"}}]}\
          """
              .formatted(
                  time("timeUnixNano", i),
                  5 + i % 4 * 4,
                  span(batch * ROWS + i),
                  i,
                  i % 97,
                  i % 3 == 0 ? "b" : "a-7"));
    }
    return export("resourceLogs", "scopeLogs", "logRecords", batch, lines.toString());
  }

  private static String spans(int batch) {
    StringJoiner spans = new StringJoiner(",");
    for (int i = 0; i < ROWS; i++) {
      spans.add(
          """
          {%s,%s,%s,"name":"op %d","kind":%d,"status":{"code":%d},\
          "attributes":[{"key":"order.id","value":{"stringValue":"a-7"}}]}\
          """
              .formatted(
                  span(batch * ROWS + i),
                  time("startTimeUnixNano", i),
                  time("endTimeUnixNano", i + 1),
                  i % 7,
                  2 + i % 2,
                  i % 9 == 0 ? 2 : 0));
    }
    return export("resourceSpans", "scopeSpans", "spans", batch, spans.toString());
  }

  private static String metrics(int batch) {
    StringJoiner points = new StringJoiner(",");
    for (int i = 0; i < ROWS; i++) {
      points.add(
          """
          {%s,"asDouble":%d,"attributes":[{"key":"part","value":{"stringValue":"p%d"}}]}\
          """
              .formatted(time("timeUnixNano", i / 20 * 20), i, i % 20));
    }
    return export(
        "resourceMetrics",
        "scopeMetrics",
        "metrics",
        batch,
        "{\"name\":\"rehearsal\",\"gauge\":{\"dataPoints\":[" + points + "]}}");
  }

  private static String export(
      String resources, String scopes, String items, int batch, String rows) {
    return """
    {"%s":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"service-%d"}}]},\
    "%s":[{"%s":[%s]}]}]}\
    """
        .formatted(resources, batch % 4, scopes, items, rows);
  }

  /** Rows of a batch lie a second apart, the last of them now. */
  private static String time(String key, int row) {
    long millis = System.currentTimeMillis() - (ROWS - row) * 1000L;
    return "\"" + key + "\":\"" + millis + "000000\"";
  }

  private static String span(int row) {
    return "\"traceId\":\"%032x\",\"spanId\":\"%016x\"".formatted(row % 50 + 1, row + 1);
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
    int status = connection.getResponseCode();
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      if (in != null) {
        in.readAllBytes();
      }
    }
    return status;
  }
}
