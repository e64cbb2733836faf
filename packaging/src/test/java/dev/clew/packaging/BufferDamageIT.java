package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the buffer are damaged while the real process is down. */
class BufferDamageIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final List<String> SIGNALS = List.of("logs", "metrics", "traces");

  /** Behind what is zeroed. */
  private static final int DAMAGE = 20_000;

  private static final int BEFORE = 100;
  private static final int AFTER = 40;

  @TempDir Path data;

  /** Everything was stored; the hole hides nothing that comes later. */
  @Test
  void aHoleBehindACleanStopIsToldAndHidesNothing() throws Exception {
    try (RunningAppliance appliance = RunningAppliance.start(data, Map.of())) {
      for (String signal : SIGNALS) {
        send(appliance, signal, "before", BEFORE);
      }
      awaitRead(appliance);
      assertThat(appliance.stop()).isIn(0, 143);
    }
    zeroTheEnds();
    try (RunningAppliance appliance = RunningAppliance.start(data, Map.of())) {
      for (String signal : SIGNALS) {
        send(appliance, signal, "after", AFTER);
      }
      awaitRead(appliance);
      assertEverythingIsThere(appliance, AFTER);
      String health = appliance.get("/health");
      assertThat(health).contains("degraded");
      for (String signal : SIGNALS) {
        assertThat(health).containsPattern("a file of the " + signal + " buffer damaged");
      }
      assertThat(appliance.stop()).isIn(0, 143);
    }
    try (RunningAppliance appliance = RunningAppliance.start(data, Map.of())) {
      for (String signal : SIGNALS) {
        send(appliance, signal, "again", 1);
      }
      awaitRead(appliance);
      assertEverythingIsThere(appliance, AFTER);
      assertThat(appliance.get("/api/clew/v1/incidents"))
          .as("told once, whatever the number of starts")
          .doesNotContainPattern("\"count\":[2-9]");
      acknowledge(appliance);
      assertThat(appliance.get("/health")).doesNotContain("degraded");
    }
  }

  /** Nothing was stored; what the hole took is missing in the stores, and counted. */
  @Test
  void whatAHoleTookFromTheStoresIsCounted() throws Exception {
    Map<String, String> settings =
        Map.of(
            "logs.flush_interval", "10m",
            "metrics.flush_interval", "10m",
            "traces.flush_interval", "10m");
    try (RunningAppliance appliance = RunningAppliance.start(data, settings)) {
      for (String signal : SIGNALS) {
        send(appliance, signal, "before", BEFORE);
      }
      appliance.kill();
    }
    zeroTheEnds();
    try (RunningAppliance appliance = RunningAppliance.start(data, settings)) {
      for (String signal : SIGNALS) {
        send(appliance, signal, "after", AFTER);
      }
      awaitRead(appliance);
      String health = appliance.get("/health");
      String metrics = appliance.get("/metrics");
      for (String signal : SIGNALS) {
        assertThat(found(appliance, signal, "after")).as(signal).hasSize(AFTER);
        int before = found(appliance, signal, "before").size();
        assertThat(before).as(signal).isBetween(BEFORE / 2, BEFORE - 10);
        assertThat(health).containsPattern("did not get \\d+ entries of " + signal);
      }
      assertThat(metrics)
          .containsPattern("clew_buffer_missing_entries_total\\{store=\"log-store\"\\} [1-9]");
    }
  }

  private void assertEverythingIsThere(RunningAppliance appliance, int after) throws Exception {
    for (String signal : SIGNALS) {
      assertThat(found(appliance, signal, "before")).as(signal).hasSize(BEFORE);
      assertThat(found(appliance, signal, "after")).as(signal).hasSize(after);
    }
  }

  /** The newest file of each queue. */
  private void zeroTheEnds() throws IOException {
    for (String signal : SIGNALS) {
      Path newest;
      try (Stream<Path> files = Files.list(data.resolve("buffer").resolve(signal))) {
        newest = files.filter(file -> file.toString().endsWith(".cq4")).sorted().toList().getLast();
      }
      byte[] bytes = Files.readAllBytes(newest);
      int used = bytes.length;
      while (bytes[used - 1] == 0) {
        used--;
      }
      try (FileChannel file = FileChannel.open(newest, StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.allocate(DAMAGE), used - DAMAGE);
      }
    }
  }

  /** One request for each record. */
  private static void send(RunningAppliance appliance, String signal, String prefix, int count)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + appliance.otlpHttpPort() + "/v1/" + signal);
    for (int i = 0; i < count; i++) {
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body(signal, prefix, i)))
              .build();
      HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  private static String body(String signal, String prefix, int i) {
    String resource =
        "\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\""
            + prefix
            + "\"}},{\"key\":\"padding\",\"value\":{\"stringValue\":\""
            + "p".repeat(500)
            + "\"}}]}";
    Instant now = Instant.now();
    String nanos = now.getEpochSecond() + String.format("%09d", now.getNano());
    return switch (signal) {
      case "logs" ->
          "{\"resourceLogs\":[{%s,\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"%s\",\"body\":{\"stringValue\":\"%d\"}}]}]}]}"
              .formatted(resource, nanos, i);
      case "metrics" ->
          "{\"resourceMetrics\":[{%s,\"scopeMetrics\":[{\"metrics\":[{\"name\":\"%s_points\",\"gauge\":{\"dataPoints\":[{\"timeUnixNano\":\"%s\",\"asInt\":\"1\",\"attributes\":[{\"key\":\"id\",\"value\":{\"stringValue\":\"%d\"}}]}]}}]}]}]}"
              .formatted(resource, prefix, nanos, i);
      default ->
          "{\"resourceSpans\":[{%s,\"scopeSpans\":[{\"spans\":[{\"traceId\":\"%032x\",\"spanId\":\"%016x\",\"name\":\"step\",\"startTimeUnixNano\":\"%s\",\"endTimeUnixNano\":\"%s\"}]}]}]}"
              .formatted(resource, prefix.hashCode() * 1000L + i, i + 1, nanos, nanos);
    };
  }

  private static void acknowledge(RunningAppliance appliance) throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:" + appliance.httpPort() + "/api/clew/v1/incidents/acknowledge");
    HttpRequest request =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build();
    String incidents = appliance.get("/api/clew/v1/incidents");
    JsonNode answer = json(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body());
    // On a slow machine something else may have been worth telling, too.
    assertThat(answer.at("/acknowledged").asInt())
        .as(incidents)
        .isGreaterThanOrEqualTo(SIGNALS.size());
  }

  private static Set<String> found(RunningAppliance appliance, String signal, String prefix)
      throws Exception {
    Set<String> found = new TreeSet<>();
    String service = encode("service:" + prefix);
    switch (signal) {
      case "logs" ->
          json(appliance.get("/api/clew/v1/logs/search?limit=1000&query=" + service))
              .at("/columns/body")
              .forEach(body -> found.add(body.asText()));
      case "metrics" ->
          json(appliance.get(
                  "/prometheus/api/v1/query?query="
                      + encode("max_over_time(" + prefix + "_points[1h])")))
              .at("/data/result")
              .forEach(series -> found.add(series.at("/metric/id").asText()));
      default ->
          json(appliance.get("/api/clew/v1/traces/search?limit=1000&query=" + service))
              .at("/columns/traceId")
              .forEach(trace -> found.add(trace.asText()));
    }
    return found;
  }

  private static void awaitRead(RunningAppliance appliance) {
    await(() -> {
      for (JsonNode queue : json(appliance.get("/api/clew/v1/status")).at("/buffer")) {
        if (queue.at("/lagEntries").asLong() > 0) {
          return false;
        }
      }
      return true;
    });
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException(text, e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain until the stores have read the buffer");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
