package dev.clew.metricsstore;

import static dev.clew.metricsstore.Otlp.gauge;
import static dev.clew.metricsstore.Otlp.point;
import static dev.clew.metricsstore.Otlp.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.LabelMatcher.Operator;
import dev.clew.metricsstore.series.ReadLimits;
import dev.clew.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesDeletionTest {
  private static final long DAY = 86_400_000L;
  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
  private static final long T = NOW.toEpochMilli();
  private static final List<LabelMatcher> A = List.of(LabelMatcher.equal("id", "a"));
  private static final List<LabelMatcher> B = List.of(LabelMatcher.equal("id", "b"));
  private static final long ALWAYS = Long.MAX_VALUE;

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock(NOW);
  private MetricsStore store;
  private long position;

  @BeforeEach
  void open() throws IOException {
    store =
        MetricsStore.open(
            MetricsStoreConfig.defaults(directory), clock, task -> {}, new FailingFiles());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() throws IOException {
    store.close();
    open();
  }

  private void put(long millis, double value, String... ids) {
    for (String id : ids) {
      byte[] request = request(List.of(), gauge("g", "", point(millis, value, "id", id)));
      store.ingest(position++, 0, request, 0, request.length);
    }
  }

  private Map<String, Map<Long, Long>> all() {
    return Twin.of(store.select(List.of(), Long.MIN_VALUE, Long.MAX_VALUE, ReadLimits.NONE));
  }

  private List<Long> times(String id) {
    return List.copyOf(all().getOrDefault("g{id=\"" + id + "\"}", Map.of()).keySet());
  }

  @Test
  void whatIsInMemoryAndOnDiskIsDeletedAtOnceAndForGood() throws IOException {
    put(T, 1, "a", "b");
    store.flush();
    put(T + 1, 2, "a", "b");
    store.delete(List.of(A), 0, ALWAYS);
    for (int i = 0; i < 4; i++) {
      assertThat(times("a")).isEmpty();
      assertThat(times("b")).containsExactly(T, T + 1);
      assertThat(store.labelValues("id", List.of(), T, T, 10)).containsExactly("b");
      assertThat(store.series(List.of(), T, T, 10)).hasSize(1);
      assertThat(store.series(List.of(A), T, T, 10)).isEmpty();
      switch (i) {
        case 0 -> reopen();
        case 1 -> store.maintain();
        default -> {
          store.cleanTombstones();
          reopen();
        }
      }
    }
  }

  @Test
  void onlyTheRangeIsDeleted() throws IOException {
    for (int i = 0; i < 10; i++) {
      put(T + i, i, "a", "b");
    }
    store.delete(List.of(A), T + 3, T + 5);
    store.delete(List.of(A), T + 5, T + 6);
    store.delete(List.of(A), T + 9, T + 9);
    for (int i = 0; i < 3; i++) {
      assertThat(times("a")).containsExactly(T, T + 1, T + 2, T + 7, T + 8);
      assertThat(times("b")).hasSize(10);
      assertThat(store.select(A, T + 3, T + 6, ReadLimits.NONE)).isEmpty();
      assertThat(store.labelValues("id", List.of(), T, T, 10)).containsExactly("a", "b");
      store.cleanTombstones();
      reopen();
    }
  }

  @Test
  void whatComesInLaterIsNotDeleted() throws IOException {
    put(T, 1, "a", "b");
    store.delete(List.of(A, B), 0, ALWAYS);
    assertThat(all()).isEmpty();
    put(T, 3, "a");
    put(T + 1, 4, "a");
    assertThat(times("a")).containsExactly(T, T + 1);
    for (int i = 0; i < 12; i++) {
      store.flush();
      store.maintain();
      assertThat(times("a")).startsWith(T, T + 1).hasSize(2 + i);
      put(T + 2 + i, 4, "a");
    }
    store.delete(List.of(A), T, T);
    store.cleanTombstones();
    reopen();
    assertThat(times("a")).startsWith(T + 1).hasSize(13);
    assertThat(store.labelValues("id", List.of(), T, T + 1, 10)).containsExactly("a");
  }

  @Test
  void aDayThatIsDeletedWhollyDisappearsFromDisk() throws IOException {
    put(T - DAY, 1, "a", "b");
    put(T, 1, "a");
    store.flush();
    assertThat(dayDirectories()).isEqualTo(2);
    store.delete(List.of(A), T - 2 * DAY, T - DAY);
    assertThat(dayDirectories()).isEqualTo(2);
    store.delete(List.of(B), T - 2 * DAY, T - DAY);
    assertThat(dayDirectories()).isEqualTo(1);
    assertThat(times("a")).containsExactly(T);
    put(T - DAY, 7, "a", "b");
    assertThat(times("b")).containsExactly(T - DAY);
    store.flush();
    reopen();
    assertThat(times("a")).containsExactly(T - DAY, T);
    assertThat(times("b")).containsExactly(T - DAY);
  }

  private long dayDirectories() throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.filter(Files::isDirectory).count();
    }
  }

  @Test
  void mergesAndCleaningTakeWhatIsDeletedOffTheDisk() throws IOException {
    for (int i = 0; i < 200; i++) {
      put(T + i * 1000, i * 0.1, "a", "b", "c");
    }
    store.flush();
    store.delete(List.of(A), 0, ALWAYS);
    store.delete(List.of(B), T + 50_000, ALWAYS);
    assertThat(store.status().storedSamples()).isEqualTo(600);
    store.cleanTombstones();
    assertThat(store.status().storedSamples()).isEqualTo(250);
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path file : tree.filter(f -> f.toString().endsWith(".idx")).toList()) {
        assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8))
            .contains("c");
      }
    }
    clock.advance(Duration.ofDays(1));
    put(T + DAY, 1, "c");
    store.flush();
    store.maintain();
    assertThat(times("b")).hasSize(50);
    assertThat(times("c")).hasSize(201);
  }

  @Test
  void aSealedDayIsWrittenAnewWhenMuchOfItIsDeleted() throws IOException {
    for (int i = 0; i < 20; i++) {
      put(T + i, i, "a", "b");
    }
    store.flush();
    clock.advance(Duration.ofDays(1));
    store.maintain();
    store.delete(List.of(A), 0, ALWAYS);
    assertThat(store.status().storedSamples()).isEqualTo(40);
    store.maintain();
    assertThat(store.status().storedSamples()).isEqualTo(20);
    assertThat(times("b")).hasSize(20);
  }

  @Test
  void tombstonesOutliveADamagedManifest() throws IOException {
    put(T, 1, "a", "b");
    store.delete(List.of(A), 0, ALWAYS);
    store.close();
    Files.writeString(directory.resolve("MANIFEST"), "clew-metrics-manifest 2\n");
    open();
    assertThat(all()).containsOnlyKeys("g{id=\"b\"}");
  }

  @Test
  void exemplarsAreDeletedWithTheirSeries() throws IOException {
    byte[] request =
        request(
            List.of(),
            gauge(
                "g",
                "",
                point(T, 1, "id", "a").toBuilder()
                    .addExemplars(
                        Otlp.exemplar(T, 1, "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"))
                    .build(),
                point(T + 9, 1, "id", "a")));
    store.ingest(position++, 0, request, 0, request.length);
    assertThat(store.exemplars(List.of(A), T, T, 10)).hasSize(1);
    store.delete(List.of(A), T, T);
    assertThat(store.exemplars(List.of(A), T, T, 10)).isEmpty();
    assertThat(times("a")).containsExactly(T + 9);
  }

  @Test
  void matchersMayBeAnything() throws IOException {
    put(T, 1, "a", "b", "c");
    assertThatThrownBy(() -> store.delete(List.of(), 0, ALWAYS))
        .isInstanceOf(IllegalArgumentException.class);
    store.delete(List.of(List.of(new LabelMatcher("id", Operator.MATCH, "x|b"))), 0, ALWAYS);
    store.delete(List.of(List.of(LabelMatcher.equal("none", "x"))), 0, ALWAYS);
    assertThat(all()).containsOnlyKeys("g{id=\"a\"}", "g{id=\"c\"}");
    store.delete(List.of(List.of()), 0, ALWAYS);
    assertThat(all()).isEmpty();
    assertThat(dayDirectories()).isZero();
  }
}
