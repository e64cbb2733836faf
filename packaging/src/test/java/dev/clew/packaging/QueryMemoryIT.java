package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many heavy queries of every language at a time, on heaps that have no room for them: each ends
 * with its answer or is told that there is no memory, light ones beside them are answered, and the
 * process lives.
 */
class QueryMemoryIT {
  private static final int BATCHES = 40;
  private static final int LINES = 5_000;
  private static final int SERIES = 500;
  private static final int SPANS = 1_250;
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  private final HttpClient client = HttpClient.newHttpClient();
  private final long now = Instant.now().getEpochSecond();

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"-Xmx160m", "-Xmx256m"})
  void heavyQueriesDoNoHarm(String heap) throws Exception {
    try (RunningAppliance appliance = RunningAppliance.start(directory, Map.of(), heap);
        var people = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int batch = 0; batch < BATCHES; batch++) {
        send(appliance, "logs", logs(batch));
        send(appliance, "metrics", metrics(batch));
        send(appliance, "traces", spans(batch));
      }
      awaitAll(appliance);
      List<Future<Integer>> heavy = new ArrayList<>();
      for (String query : heavy()) {
        for (int i = 0; i < 10; i++) {
          heavy.add(people.submit(() -> answered(appliance, query)));
        }
      }
      while (heavy.stream().anyMatch(one -> !one.isDone())) {
        for (String query : light()) {
          assertThat(status(appliance, query)).as(query).isEqualTo(200);
        }
      }
      for (Future<Integer> one : heavy) {
        assertThat(one.get()).isIn(200, 422);
      }
      assertThat(status(appliance, "/health")).isEqualTo(200);
      assertThat(appliance.output()).noneMatch(line -> line.contains("OutOfMemoryError"));
      assertThat(appliance.get("/metrics")).contains("clew_memory_held_bytes");
      assertThat(held(appliance)).isZero();
    }
  }

  private List<String> heavy() {
    String range = "&start=" + (now - 3600) + "&end=" + (now + 10) + "&step=1";
    String millis = "&start=" + (now - 3600) * 1000 + "&end=" + (now + 10) * 1000;
    String prometheus = "/prometheus/api/v1/query_range?query=";
    String loki = "/loki/api/v1/query_range?query=";
    String clew = "/api/clew/v1/logs";
    return List.of(
        prometheus + text("load") + range,
        prometheus + text("topk(20000, load)") + range,
        prometheus + text("count_values(\"v\", load)") + range,
        prometheus + text("max_over_time(load[1h:1s])") + range,
        prometheus
            + text(
                "label_replace(".repeat(26)
                    + "vector(1)"
                    + ", \"a\", \"$1$1\", \"a\", \"(.*)\")".repeat(26))
            + range,
        "/prometheus/api/v1/series?match[]=" + text("{__name__=~\".+\"}"),
        "/prometheus/federate?match[]=" + text("{__name__=~\".+\"}"),
        loki + text("sum by (item) (count_over_time({service_name=\"load\"}[1m]))") + range,
        loki + text("{service_name=\"load\"}") + "&limit=5000" + range,
        clew + "/analyze?query=" + text("* | stats by (item) count(), values(body)") + millis,
        clew + "/analyze?query=" + text("* | sort by (item)") + millis,
        clew + "/facets?fields=item,body&limit=1000" + millis,
        clew + "/search?limit=5000&fields=item" + millis,
        clew + "/export?limit=50000" + millis,
        "/api/clew/v1/traces/" + TRACE);
  }

  private List<String> light() {
    return List.of(
        "/prometheus/api/v1/query?query=" + text("load{i=\"7\"}"),
        "/prometheus/api/v1/query?query=1",
        "/api/clew/v1/logs/search?limit=1&query=" + text("item:l-7"),
        "/health");
  }

  private static String text(String query) {
    return URLEncoder.encode(query, StandardCharsets.UTF_8);
  }

  /** More exports at a time than may run are told to come again, and do. */
  private int answered(RunningAppliance appliance, String path) throws InterruptedException {
    int status = status(appliance, path);
    for (int attempt = 0; status == 429 && path.contains("/export") && attempt < 1_000; attempt++) {
      LockSupport.parkNanos(100_000_000);
      status = status(appliance, path);
    }
    return status;
  }

  /** A body that is cut off is an answer that ended without memory after it had begun. */
  private int status(RunningAppliance appliance, String path) throws InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + appliance.httpPort() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(2)).build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (java.io.IOException e) {
      if (path.contains("/export") || path.contains("query_range")) {
        return 422;
      }
      throw new IllegalStateException(
          path + " got no answer after:\n" + String.join("\n", appliance.output()), e);
    }
  }

  private void send(RunningAppliance appliance, String signal, String json) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + appliance.otlpHttpPort() + "/v1/" + signal);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    for (int attempt = 0; attempt < 100; attempt++) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 200) {
        return;
      }
      assertThat(answer.statusCode()).as(answer.body()).isIn(429, 503);
    }
    throw new AssertionError(signal + " was never taken");
  }

  private static final String RESOURCE =
      "{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"load\"}}]},";

  private String logs(int batch) {
    StringBuilder json =
        new StringBuilder("{\"resourceLogs\":[" + RESOURCE + "\"scopeLogs\":[{\"logRecords\":[");
    for (int i = 0; i < LINES; i++) {
      int number = batch * LINES + i;
      json.append(i == 0 ? "" : ",")
          .append("{\"timeUnixNano\":\"" + ((now - 1800) * 1_000_000_000L + number * 1_000_000L))
          .append("\",\"body\":{\"stringValue\":\"line " + number + " is one of many lines\"}")
          .append(",\"attributes\":[{\"key\":\"item\",\"value\":{\"stringValue\":\"l-" + number)
          .append("\"}}]}");
    }
    return json.append("]}]}]}").toString();
  }

  private String metrics(int batch) {
    StringBuilder json =
        new StringBuilder(
            "{\"resourceMetrics\":["
                + RESOURCE
                + "\"scopeMetrics\":[{\"metrics\":[{\"name\":\"load\",\"gauge\":{\"dataPoints\":[");
    for (int i = 0; i < SERIES; i++) {
      int number = batch * SERIES + i;
      json.append(i == 0 ? "" : ",")
          .append("{\"timeUnixNano\":\"" + now * 1_000_000_000L + "\",\"asDouble\":" + number)
          .append(",\"attributes\":[{\"key\":\"i\",\"value\":{\"stringValue\":\"" + number)
          .append("\"}}]}");
    }
    return json.append("]}}]}]}]}").toString();
  }

  private String spans(int batch) {
    StringBuilder json =
        new StringBuilder("{\"resourceSpans\":[" + RESOURCE + "\"scopeSpans\":[{\"spans\":[");
    for (int i = 0; i < SPANS; i++) {
      int number = batch * SPANS + i + 1;
      long start = now * 1_000_000_000L + number;
      json.append(i == 0 ? "" : ",")
          .append("{\"traceId\":\"" + TRACE + "\",\"spanId\":\"")
          .append(String.format("%016x", number))
          .append("\",\"name\":\"span " + number + "\",\"startTimeUnixNano\":\"" + start)
          .append("\",\"endTimeUnixNano\":\"" + (start + 1000) + "\"}");
    }
    return json.append("]}]}]}").toString();
  }

  private void awaitAll(RunningAppliance appliance) throws Exception {
    String last =
        "/api/clew/v1/logs/search?limit=1&query=" + text("item:l-" + (BATCHES * LINES - 1));
    String series =
        "/prometheus/api/v1/query?query=" + text("load{i=\"" + (BATCHES * SERIES - 1) + "\"}");
    Instant end = Instant.now().plusSeconds(300);
    while (!appliance.get(last).contains("\"rows\":1")
        || !appliance.get(series).contains("\"metric\"")) {
      assertThat(Instant.now())
          .as(() ->
              appliance.get(last)
                  + appliance.get(series)
                  + appliance.get("/health")
                  + String.join("\n", appliance.output()))
          .isBefore(end);
      LockSupport.parkNanos(100_000_000);
    }
  }

  /** What queries hold in the end; the one that asks has taken a little itself. */
  private long held(RunningAppliance appliance) {
    return appliance
        .get("/metrics")
        .lines()
        .filter(line -> line.startsWith("clew_memory_held_bytes") && line.contains("queries"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .filter(bytes -> bytes > (1 << 20))
        .sum();
  }
}
