package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.collector.Collector;
import dev.clew.collector.CollectorConfig;
import dev.clew.collector.intake.RequestSink;
import dev.clew.collector.intake.RetentionBounds;
import dev.clew.collector.intake.SeriesLimits;
import dev.clew.collector.intake.Surroundings;
import dev.clew.metricsstore.MetricsStore;
import dev.clew.metricsstore.MetricsStoreConfig;
import dev.clew.model.Signal;
import dev.clew.model.memory.MemoryBudget;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The collector in front of the metrics store: answers say what is not going to be stored. */
class MetricLimitsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path directory;
  private final List<Long> positions = new ArrayList<>();

  private MetricsStore store() throws Exception {
    MetricsStoreConfig defaults = MetricsStoreConfig.defaults(directory);
    return MetricsStore.open(
        new MetricsStoreConfig(
            directory,
            defaults.flushInterval(),
            defaults.flushSamples(),
            defaults.retention(),
            defaults.otlp(),
            3,
            8,
            20),
        InstantSource.fixed(NOW),
        task -> {});
  }

  private Collector collector(MetricsStore store) throws Exception {
    CollectorConfig defaults = CollectorConfig.defaults();
    CollectorConfig config =
        new CollectorConfig(
            "127.0.0.1",
            0,
            0,
            0,
            defaults.maxRequestBytes(),
            defaults.maxDecompressedBytes(),
            defaults.maxConcurrentRequests(),
            defaults.maxRecordsPerRequest(),
            defaults.maxAttributes(),
            defaults.maxValueBytes(),
            List.of(),
            defaults.connections());
    RequestSink intake =
        (signal, request, offset, length) -> {
          assertThat(signal).isEqualTo(Signal.METRICS);
          positions.add((long) positions.size());
          store.ingest(positions.size(), NOW.toEpochMilli() * 1_000_000, request, offset, length);
          return CompletableFuture.completedFuture(null);
        };
    InstantSource clock = InstantSource.fixed(NOW);
    return Collector.open(
        config,
        SeriesLimits.DEFAULT,
        new Surroundings(
            intake,
            store.admission(),
            RetentionBounds.of(clock, SeriesLimits.DEFAULT),
            MemoryBudget.of(64 << 20),
            clock));
  }

  private static String gauge(String name, Instant time, String... attributes) {
    StringBuilder pairs = new StringBuilder();
    for (int i = 0; i < attributes.length; i += 2) {
      pairs.append(i == 0 ? "" : ",");
      pairs
          .append("{\"key\":\"" + attributes[i])
          .append("\",\"value\":{\"stringValue\":\"" + attributes[i + 1] + "\"}}");
    }
    return "{\"name\":\"%s\",\"gauge\":{\"dataPoints\":[{\"timeUnixNano\":\"%d000000\",\"asDouble\":1,\"attributes\":[%s]}]}}"
        .formatted(name, time.toEpochMilli(), pairs);
  }

  private static String send(Collector collector, String... metrics) throws Exception {
    String body =
        "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":["
            + String.join(",", metrics)
            + "]}]}]}";
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + collector.httpPort() + "/v1/metrics"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      return answer.body();
    }
  }

  @Test
  void pointsOfSeriesBeyondTheLimitOfTheDayAreNamedInTheAnswer() throws Exception {
    try (MetricsStore store = store();
        Collector collector = collector(store)) {
      assertThat(send(collector, gauge("a", NOW), gauge("b", NOW))).isEqualTo("{}");
      assertThat(
              send(collector, gauge("c", NOW), gauge("d", NOW), gauge("e", NOW), gauge("a", NOW)))
          .contains("\"rejectedDataPoints\":\"2\"")
          .contains("the first: metric d: the day has 3 series already")
          .contains("raise metrics.max_series_per_day");
      assertThat(send(collector, gauge("a", NOW), gauge("c", NOW))).isEqualTo("{}");
      assertThat(store.status().droppedPoints()).containsEntry("series_limit", 2L);
      assertThat(store.status().activeSeries()).isEqualTo(3);
      store.flush();
    }
    try (MetricsStore store = store();
        Collector collector = collector(store)) {
      send(collector, gauge("a", NOW));
      assertThat(send(collector, gauge("f", NOW))).contains("\"rejectedDataPoints\":\"1\"");
    }
  }

  @Test
  void pointsThatAreTooOldOrAheadOrLabelledTooMuchAreRefused() throws Exception {
    try (MetricsStore store = store();
        Collector collector = collector(store)) {
      assertThat(send(collector, gauge("a", NOW.minusSeconds(21 * 86_400)), gauge("b", NOW)))
          .contains("\"rejectedDataPoints\":\"1\"")
          .contains("metric a: a point of 2026-02-08T12:00:00Z is older than what is kept")
          .contains("from 2026-02-09T12:00:00Z on")
          .contains("metrics.retention");
      assertThat(send(collector, gauge("a", NOW.plusSeconds(2 * 86_400))))
          .contains("too far in the future");
      assertThat(send(collector, gauge("a", NOW, "k", "x".repeat(21))))
          .contains("metric a: a label of 21 characters (limit: 20)")
          .contains("metrics.max_label_length");
      assertThat(send(collector, gauge("ok", NOW, "k", "ä".repeat(20)))).isEqualTo("{}");
      String[] many = new String[16];
      for (int i = 0; i < 16; i++) {
        many[i] = "k" + i;
      }
      assertThat(send(collector, gauge("a", NOW, many)))
          .contains("a point with 8 attributes (limit: 8 labels)");
      assertThat(store.status().droppedPoints().values()).containsOnly(0L);
    }
  }

  @Test
  void whatOnlyTheTranslationShowsIsRefusedToo() throws Exception {
    try (MetricsStore store = store();
        Collector collector = collector(store)) {
      String body =
          "{\"name\":\"%s\",\"unit\":\"s\",\"gauge\":{\"dataPoints\":[{\"asInt\":\"1\"}]}}";
      // The name grows by its unit; that a name is long makes nothing doubtful, its labels do.
      assertThat(send(collector, gauge("n".repeat(21), NOW, "a", "b")))
          .contains("\"rejectedDataPoints\":\"1\"")
          .contains("metrics.max_label_length");
      assertThat(send(collector, body.formatted("short"))).isEqualTo("{}");
    }
  }
}
