package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clew.testkit.faults.FileDamage;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file of each kind of a real data directory is damaged while the appliance is stopped. It starts
 * all the same, finds what is whole, and says what is not: in health, in the metrics and in the
 * history; {@code verify} says it too.
 */
class DamageIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final int BATCHES = 3;
  private static final int ROWS = 40;
  private static final String NOT_WHOLE = "\"warnings\":[\"the answer is not whole: ";
  private static final Map<String, String> SETTINGS =
      Map.of(
          "logs.flush_interval", "1s",
          "metrics.flush_interval", "1s",
          "traces.flush_interval", "1s");

  @TempDir Path data;

  @Test
  void whatIsDamagedIsToldAndTheRestIsFound() throws Exception {
    fill();
    assertThat(verify().exitCode()).as("before any damage").isZero();
    damage();
    Ended verified = verify();
    assertThat(verified.exitCode()).as(verified.output()).isEqualTo(1);
    assertThat(verified.output())
        .contains("40 rows of one block are unreadable")
        .contains("a start makes anew: the index of a segment, from its blocks")
        .containsPattern("samples? of one segment")
        .contains("type, unit and help of all metrics are unreadable");
    try (RunningAppliance appliance = RunningAppliance.start(data, SETTINGS)) {
      Ended refused = verify();
      assertThat(refused.exitCode()).isEqualTo(64);
      assertThat(refused.output()).contains("is in use by process " + appliance.pid());
      await("rows are found", () -> found(appliance, "logs") == (BATCHES - 1) * ROWS);
      await(
          "everything is told",
          () ->
              sentences(appliance)
                  .containsAll(List.of("logs damaged", "traces rebuilt", "metrics damaged")));
      tells(appliance);
      assertThat(appliance.get("/api/clew/v1/traces/" + "%032x".formatted(2 * ROWS + 1)))
          .contains("span " + 2 * ROWS);
      assertThat(post(appliance, "/api/clew/v1/incidents/acknowledge", "{}"))
          .contains("acknowledged");
      assertThat(appliance.get("/health")).doesNotContain("unreadable");
    }
    try (RunningAppliance again = RunningAppliance.start(data, SETTINGS)) {
      assertThat(again.get("/health")).as("the second start is clean").doesNotContain("unreadable");
      assertThat(again.get("/api/clew/v1/incidents"))
          .as("the history stays")
          .contains("unreadable")
          .contains("\"scrub\":{");
      assertThat(samples(again)).as("after a restart").contains(NOT_WHOLE);
    }
    Files.delete(data.resolve("metrics").resolve("MANIFEST"));
    try (RunningAppliance third = RunningAppliance.start(data, SETTINGS)) {
      assertThat(third.get("/health"))
          .contains("metrics: the store was put together again from what is there");
      JsonNode found = JSON.readTree(samples(third)).path("data").path("result");
      assertThat(found).as("without a list of files: %s", found).isNotEmpty();
    }
  }

  /** The last hour of the one gauge. */
  private static String samples(RunningAppliance appliance) throws IOException {
    return appliance.get("/prometheus/api/v1/query?query=" + encode("max_over_time(damage[1h])"));
  }

  private static void tells(RunningAppliance appliance) throws IOException {
    assertThat(appliance.get("/health"))
        .startsWith("degraded")
        .contains("logs: 40 rows of one block are unreadable: ")
        .contains("traces: an index was damaged and has been rebuilt from the 40 rows")
        .containsPattern("metrics: \\d+ samples? of one segment (is|are) unreadable: ")
        .contains("alerting: ")
        .contains("saved: the saved searches are unreadable");
    assertThat(appliance.get("/metrics"))
        .contains("clew_incidents_total{kind=\"damaged\", part=\"logs\"} 1")
        .contains("clew_incident_amount_total{kind=\"damaged\", part=\"logs\"} 40")
        .contains("clew_conditions{kind=\"not_writable\", part=\"logs\"} 0");
    assertThat(samples(appliance)).contains(NOT_WHOLE);
    JsonNode page = JSON.readTree(appliance.get("/api/clew/v1/logs/search?query=line&limit=1000"));
    assertThat(page.toString()).contains("40 rows of one block are unreadable");
  }

  private void fill() throws Exception {
    try (RunningAppliance appliance = RunningAppliance.start(data, SETTINGS)) {
      for (int batch = 0; batch < BATCHES; batch++) {
        long now = System.currentTimeMillis();
        post(appliance.otlpHttpPort(), "/v1/logs", logs(batch, now));
        post(appliance.otlpHttpPort(), "/v1/traces", spans(batch, now));
        post(appliance.otlpHttpPort(), "/v1/metrics", points(batch, now));
        int segments = batch + 1;
        await(
            "batch " + batch + " is flushed",
            () ->
                files("blocks").stream().filter(path -> path.toString().contains("logs")).count()
                        >= segments
                    && files("blocks").stream()
                            .filter(path -> path.toString().contains("spans"))
                            .count()
                        >= segments);
      }
      post(
          appliance,
          "/api/clew/v1/saved-searches",
          "{\"name\":\"one\",\"page\":\"logs\",\"state\":\"q=a\"}");
      await("samples are flushed", () -> !files(".seg").isEmpty());
    }
  }

  private void damage() throws IOException {
    Random random = new Random(1);
    Path blocks = under("logs", "blocks").getFirst();
    byte[] bytes = Files.readAllBytes(blocks);
    bytes[bytes.length - 3] ^= 1;
    Files.write(blocks, bytes);
    FileDamage.ZERO.apply(under("logs", ".cfs").getLast(), random);
    FileDamage.FLIP.apply(under("spans", "ids").getFirst(), random);
    FileDamage.TRUNCATE.apply(files(".seg").getFirst(), random);
    FileDamage.FLIP.apply(data.resolve("metrics").resolve("METADATA"), random);
    Files.createDirectories(data.resolve("alerting"));
    for (Path file : files("alerts.json")) {
      Files.writeString(file, "{\"savedAt\":");
    }
    Files.writeString(data.resolve("saved-searches.json"), "no JSON");
  }

  private List<Path> files(String suffix) {
    try (Stream<Path> tree = Files.walk(data)) {
      return tree.filter(path -> path.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      return List.of(); // a merge has just taken something away
    }
  }

  private List<Path> under(String store, String suffix) {
    return files(suffix).stream()
        .filter(path -> path.toString().contains("/" + store + "/"))
        .filter(path -> !path.toString().contains("/corrupt/"))
        .toList();
  }

  private record Ended(int exitCode, String output) {}

  private Ended verify() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of("target", "clew", "bin", "clew-server").toAbsolutePath().toString(),
                "verify",
                "--data",
                data.toString())
            .redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JAVA_OPTS", "-Xmx256m");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }

  private static String nanos(long millis) {
    return millis + "000000";
  }

  private static String logs(int batch, long now) {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      records.add(
          "{\"timeUnixNano\":\"%s\",\"body\":{\"stringValue\":\"line %d\"}}"
              .formatted(nanos(now + i), batch * ROWS + i));
    }
    return "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[%s]}]}]}"
        .formatted(String.join(",", records));
  }

  private static String spans(int batch, long now) {
    List<String> spans = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      int number = batch * ROWS + i;
      spans.add(
          """
          {"traceId":"%032x","spanId":"%016x","name":"span %d","startTimeUnixNano":"%s",\
          "endTimeUnixNano":"%s"}\
          """
              .formatted(number + 1, number + 1, number, nanos(now), nanos(now + 5)));
    }
    return "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[%s]}]}]}"
        .formatted(String.join(",", spans));
  }

  private static String points(int batch, long now) {
    return """
    {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"damage","gauge":{"dataPoints":[\
    {"timeUnixNano":"%s","asDouble":%d}]}}]}]}]}\
    """
        .formatted(nanos(now), batch);
  }

  private static long found(RunningAppliance appliance, String store) {
    try {
      JsonNode page =
          JSON.readTree(
              appliance.get(
                  "/api/clew/v1/" + store + "/search?limit=1000&query=" + encode("line")));
      return page.path("rows").asLong();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Part and kind of each event. */
  private static List<String> sentences(RunningAppliance appliance) {
    try {
      List<String> found = new ArrayList<>();
      for (JsonNode event : JSON.readTree(appliance.get("/api/clew/v1/incidents")).path("events")) {
        found.add(event.path("part").asText() + " " + event.path("kind").asText());
      }
      return found;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String post(RunningAppliance appliance, String path, String body)
      throws Exception {
    return post(appliance.httpPort(), path, body);
  }

  private static String post(int port, String path, String body) throws Exception {
    HttpResponse<String> response =
        CLIENT.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(path + ": " + response.body()).isBetween(200, 299);
    return response.body();
  }

  private static void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(until);
      java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
    }
  }
}
