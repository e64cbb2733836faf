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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real process with a clock that is wrong. */
class ClockIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SERVICE = "clock-it";

  /** Stores flush every second, and look for what is expired after each flush. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "logs.flush_interval", "1s",
          "traces.flush_interval", "1s",
          "metrics.flush_interval", "1s",
          "alerting.starter_rules", "false");

  @TempDir Path directory;
  private int sent;

  private RunningAppliance start(String offset) throws IOException {
    setClock(offset);
    return RunningAppliance.start(
        directory.resolve("data"),
        SETTINGS,
        "-Xmx512m -Dclew.clock.offset=" + directory.resolve("offset"));
  }

  private void setClock(String offset) throws IOException {
    Path whole = Files.writeString(directory.resolve("offset.new"), offset);
    Files.move(
        whole,
        directory.resolve("offset"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aMonthAheadCostsNothingUntilItIsConfirmed() throws Exception {
    try (RunningAppliance appliance = start("PT0S")) {
      send(appliance, Duration.ZERO);
      send(appliance, Duration.ofDays(3));
      send(appliance, Duration.ofDays(15));
      awaitAll(appliance);
      assertThat(appliance.get("/health")).isEqualTo("healthy\n");
    }
    try (RunningAppliance appliance = start("P30D")) {
      send(appliance, Duration.ZERO);
      awaitAll(appliance);
      assertThat(appliance.get("/health"))
          .startsWith("degraded\nclock: the clock of this machine says ")
          .contains("30 days ahead of ", "/api/clew/v1/clock/confirm");
      setClock("PT0S");
      await("healthy again", () -> appliance.get("/health").equals("healthy\n"));
      send(appliance, Duration.ofDays(2));
      awaitAll(appliance);
      setClock("P30D");
      await("the jump is seen", () -> appliance.get("/health").startsWith("degraded\nclock: "));
      send(appliance, Duration.ofDays(1));
      awaitAll(appliance);
      assertThat(post(appliance.httpPort(), "/api/clew/v1/clock/confirm", ""))
          .contains("\"trusted\":true");
      assertThat(appliance.get("/health")).isEqualTo("healthy\n");
      send(appliance, Duration.ofDays(-30)); // what wakes the stores: a flush
      await("what is 30 days old is dropped", () -> counts(appliance).equals("1 1 1"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-PT2H", "-P30D", "P400D", "-P20600D"})
  void whateverItSaysItStartsAndTakesAndKeeps(String offset) throws Exception {
    try (RunningAppliance appliance = start("PT0S")) {
      send(appliance, Duration.ofDays(15));
      awaitAll(appliance);
    }
    try (RunningAppliance appliance = start(offset)) {
      send(appliance, Duration.ZERO);
      awaitAll(appliance);
      assertThat(appliance.get("/health").startsWith("healthy")).isEqualTo(offset.equals("-PT2H"));
    }
    try (RunningAppliance appliance = start("PT0S")) {
      send(appliance, Duration.ZERO);
      awaitAll(appliance);
      assertThat(appliance.get("/health")).isEqualTo("healthy\n");
    }
  }

  /** One record of each signal, of so long ago, by the right time. */
  private void send(RunningAppliance appliance, Duration ago)
      throws IOException, InterruptedException {
    String nanos = Instant.now().minus(ago).getEpochSecond() + "000000000";
    String resource =
        "\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\""
            + SERVICE
            + "\"}}]}";
    sent++;
    post(
        appliance.otlpHttpPort(),
        "/v1/logs",
        "{\"resourceLogs\":[{%s,\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"%s\",\"body\":{\"stringValue\":\"order %d\"}}]}]}]}"
            .formatted(resource, nanos, sent));
    post(
        appliance.otlpHttpPort(),
        "/v1/traces",
        "{\"resourceSpans\":[{%s,\"scopeSpans\":[{\"spans\":[{\"traceId\":\"%032x\",\"spanId\":\"00f067aa0ba902b7\",\"name\":\"order\",\"startTimeUnixNano\":\"%s\",\"endTimeUnixNano\":\"%s\"}]}]}]}"
            .formatted(resource, sent, nanos, nanos));
    post(
        appliance.otlpHttpPort(),
        "/v1/metrics",
        "{\"resourceMetrics\":[{%s,\"scopeMetrics\":[{\"metrics\":[{\"name\":\"clock_it\",\"gauge\":{\"dataPoints\":[{\"timeUnixNano\":\"%s\",\"asDouble\":1}]}}]}]}]}"
            .formatted(resource, nanos));
  }

  private static String post(int port, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).doesNotContain("rejected");
      return answer.body();
    }
  }

  /** All that was sent is found, and on disk: what is expired has been looked for since. */
  private void awaitAll(RunningAppliance appliance) {
    String all = sent + " " + sent + " " + sent;
    await(
        "all is found, last " + counts(appliance),
        () -> counts(appliance).equals(all) && unflushed(appliance) == 0);
    assertThat(counts(appliance)).isEqualTo(all);
  }

  /** Log records, spans and samples. */
  private static String counts(RunningAppliance appliance) {
    String range = "&start=0&end=" + Instant.now().plus(Duration.ofDays(500)).getEpochSecond();
    String millis = range + "000&limit=100&query=" + encode("service:" + SERVICE);
    long logs = json(appliance, "/api/clew/v1/logs/search?" + millis).at("/rows").asLong();
    long traces = json(appliance, "/api/clew/v1/traces/search?" + millis).at("/rows").asLong();
    long time = Instant.now().plus(Duration.ofDays(31)).getEpochSecond();
    JsonNode samples =
        json(
            appliance,
            "/prometheus/api/v1/query?time="
                + time
                + "&query="
                + encode("count_over_time(clock_it[60d])"));
    return logs + " " + traces + " " + samples.at("/data/result/0/value/1").asInt();
  }

  private static long unflushed(RunningAppliance appliance) {
    long bytes = 0;
    for (JsonNode store : json(appliance, "/api/clew/v1/status").at("/stores")) {
      if (!store.at("/signal").asText().equals("metrics")) { // its own figures go on coming
        bytes += store.at("/memoryBytes").asLong();
      }
    }
    return bytes;
  }

  private static JsonNode json(RunningAppliance appliance, String path) {
    try {
      return JSON.readTree(appliance.get(path));
    } catch (IOException e) {
      throw new IllegalStateException(path, e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain until " + what);
      }
      LockSupport.parkNanos(50_000_000);
    }
  }
}
