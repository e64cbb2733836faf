package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise of the write path: the real process is killed under load, again and again, and every
 * acknowledged record of the three signals is found exactly once.
 */
class KillIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Under load; every third of them is followed by one while the process is starting. */
  private static final int KILLS = 10;

  /** Small, so that flushes, rolled files and releases lie between the kills. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "logs.flush_interval", "1s",
          "metrics.flush_interval", "1s",
          "traces.flush_interval", "1s",
          "buffer.max_bytes", "4MiB",
          "buffer.max_entry_bytes", "1MiB",
          "buffer.min_free_disk_bytes", "16MiB");

  @TempDir static Path data;

  private final Random random = new Random();
  private final KillLoad load = new KillLoad();

  @Test
  void everyAcknowledgedRecordIsFoundOnce() throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      killUnderLoad();
      if (kill % 3 == 2) {
        killWhileStarting();
      }
    }
    try (RunningAppliance appliance = RunningAppliance.start(data, SETTINGS)) {
      awaitRead(appliance);
      check("logs", load.logs, countsOfLogs(appliance), 1);
      check("traces", load.traces, countsOfTraces(appliance), KillLoad.SPANS_PER_TRACE);
      check("metrics", load.points, countsOfPoints(appliance), 1);
    }
  }

  private void killUnderLoad() throws InterruptedException {
    RunningAppliance appliance = RunningAppliance.start(data, SETTINGS);
    long until = load.acknowledgedRequests() + 20 + random.nextInt(400);
    List<Thread> senders = load.start(appliance.otlpHttpPort());
    try {
      await(
          "enough is acknowledged",
          () ->
              load.acknowledgedRequests() >= until || senders.stream().noneMatch(Thread::isAlive));
    } finally {
      appliance.kill();
    }
    for (Thread sender : senders) {
      sender.join();
    }
    assertThat(load.acknowledgedRequests()).isGreaterThanOrEqualTo(until);
  }

  private void killWhileStarting() {
    RunningAppliance appliance = RunningAppliance.launch(data, SETTINGS);
    LockSupport.parkNanos(Duration.ofMillis(random.nextInt(3_000)).toNanos());
    appliance.kill();
  }

  private void awaitRead(RunningAppliance appliance) {
    await(
        "the stores have read the buffer",
        () -> {
          for (JsonNode queue : json(appliance.get("/api/clew/v1/status")).at("/buffer")) {
            if (queue.at("/lagEntries").asLong() > 0) {
              return false;
            }
          }
          return true;
        });
  }

  /** The bodies are the IDs. */
  private static Map<String, Integer> countsOfLogs(RunningAppliance appliance) {
    Map<String, Integer> counts = new HashMap<>();
    String path =
        "/api/clew/v1/logs/search?limit=5000&query=" + encode("service:" + KillLoad.SERVICE);
    for (JsonNode page : pages(appliance, path)) {
      page.at("/columns/body").forEach(id -> counts.merge(id.asText(), 1, Integer::sum));
    }
    return counts;
  }

  private static Map<String, Integer> countsOfTraces(RunningAppliance appliance) {
    Map<String, Integer> counts = new HashMap<>();
    String path =
        "/api/clew/v1/traces/search?limit=1000&query=" + encode("service:" + KillLoad.SERVICE);
    for (JsonNode page : pages(appliance, path)) {
      for (int row = 0; row < page.at("/rows").asInt(); row++) {
        counts.merge(
            page.at("/columns/traceId/" + row).asText(),
            page.at("/columns/spans/" + row).asInt(),
            Integer::sum);
      }
    }
    return counts;
  }

  private static List<JsonNode> pages(RunningAppliance appliance, String path) {
    List<JsonNode> pages = new ArrayList<>();
    String cursor = "";
    do {
      String next = cursor.isEmpty() ? path : path + "&cursor=" + encode(cursor);
      JsonNode page = json(appliance.get(next));
      assertThat(page.at("/partial").isMissingNode()).as("%s", page.at("/partial")).isTrue();
      pages.add(page);
      cursor = page.at("/cursor").asText();
    } while (!cursor.isEmpty());
    return pages;
  }

  private static Map<String, Integer> countsOfPoints(RunningAppliance appliance) {
    Map<String, Integer> counts = new HashMap<>();
    String query = "max_over_time({__name__=~\"" + KillLoad.METRIC + ".*\"}[1h])";
    JsonNode answer = json(appliance.get("/prometheus/api/v1/query?query=" + encode(query)));
    for (JsonNode series : answer.at("/data/result")) {
      counts.merge(series.at("/metric/id").asText(), series.at("/value/1").asInt(), Integer::sum);
    }
    return counts;
  }

  private static void check(
      String signal, Queue<String> acknowledged, Map<String, Integer> found, int each) {
    System.out.printf("%s: %d acknowledged, %d found%n", signal, acknowledged.size(), found.size());
    assertThat(acknowledged).as(signal).isNotEmpty();
    List<String> lost = acknowledged.stream().filter(id -> !found.containsKey(id)).toList();
    assertThat(lost).as("lost %s of %d", signal, acknowledged.size()).isEmpty();
    List<String> wrong =
        found.entrySet().stream()
            .filter(entry -> entry.getValue() != each)
            .map(Map.Entry::toString)
            .toList();
    assertThat(wrong).as("%s found not exactly %d times", signal, each).isEmpty();
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

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain until " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
