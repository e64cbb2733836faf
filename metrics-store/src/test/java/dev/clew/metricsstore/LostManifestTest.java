package dev.clew.metricsstore;

import static dev.clew.metricsstore.Otlp.gauge;
import static dev.clew.metricsstore.Otlp.point;
import static dev.clew.metricsstore.Otlp.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.metricsstore.partition.StoreCheck;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.ReadLimits;
import dev.clew.model.health.IncidentKind;
import dev.clew.testkit.ManualClock;
import dev.clew.testkit.RecordedIncidents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of files is gone or makes no sense: everything is found again in the files. */
class LostManifestTest {
  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
  private static final long T = NOW.toEpochMilli();

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock(NOW);
  private RecordedIncidents incidents = new RecordedIncidents();
  private final List<byte[]> buffer = new ArrayList<>();

  private enum Harm {
    GONE {
      @Override
      void apply(Path manifest) throws IOException {
        Files.delete(manifest);
      }
    },
    EMPTY {
      @Override
      void apply(Path manifest) throws IOException {
        Files.write(manifest, new byte[0]);
      }
    },
    ZERO {
      @Override
      void apply(Path manifest) throws IOException {
        Files.write(manifest, new byte[(int) Files.size(manifest)]);
      }
    },
    NO_FILE {
      @Override
      void apply(Path manifest) throws IOException {
        Files.delete(manifest);
        Files.createDirectory(manifest);
      }
    };

    abstract void apply(Path manifest) throws IOException;
  }

  private MetricsStore open() throws IOException {
    return MetricsStore.open(
        MetricsStoreConfig.defaults(directory), clock, task -> {}, new FailingFiles(), incidents);
  }

  private void put(MetricsStore store, String id, long millis, double value) {
    byte[] request = request(List.of(), gauge("g", "", point(millis, value, "id", id)));
    buffer.add(request);
    store.ingest(buffer.size() - 1, 0, request, 0, request.length);
  }

  private static Map<String, Map<Long, Long>> all(MetricsStore store) {
    return Twin.of(store.select(List.of(), Long.MIN_VALUE, Long.MAX_VALUE, ReadLimits.NONE));
  }

  private List<Path> files(String end) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(path -> path.toString().endsWith(end)).sorted().toList();
    }
  }

  /**
   * @param flushes of one day each third; few enough to stay, or enough to be merged
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 20})
  @Timeout(120)
  void everySampleIsFoundAgain(int flushes) throws IOException {
    for (Harm harm : Harm.values()) {
      buffer.clear();
      Map<String, Map<Long, Long>> before;
      try (MetricsStore store = open()) {
        for (int i = 0; i < flushes; i++) {
          for (int j = 0; j < 30; j++) {
            long day = i % 3 == 0 ? T - Duration.ofDays(1).toMillis() : T - 3_600_000;
            put(store, "s" + (i + j) % 40, day + i * 60_000L + j * 1_000, i + j / 100.0);
          }
          store.flush();
          store.maintain();
        }
        before = all(store);
      }
      harm.apply(directory.resolve("MANIFEST"));
      assertThat(StoreCheck.of(directory))
          .as("%s: told by who only reads", harm)
          .anyMatch(report -> report.rebuilds().toString().contains("the list of files"));
      incidents = new RecordedIncidents();
      try (MetricsStore store = open()) {
        assertThat(all(store)).as("%s: at once", harm).isEqualTo(before);
        assertThat(incidents.events())
            .as("%s", harm)
            .singleElement()
            .satisfies(event -> {
              assertThat(event.kind()).isEqualTo(IncidentKind.REBUILT);
              assertThat(event.sentence()).contains("put together again", "list of files");
            });
        for (int i = (int) store.committedPosition() + 1; i < buffer.size(); i++) {
          store.ingest(i, 0, buffer.get(i), 0, buffer.get(i).length);
        }
        put(store, "new", T, 1);
        put(store, "s0", T, 2);
        store.flush();
        store.maintain();
        clock.advance(Duration.ofHours(30));
        store.maintain();
        Map<String, Map<Long, Long>> after = all(store);
        before.forEach((series, samples) ->
            assertThat(after.get(series)).as("%s: %s", harm, series).containsAllEntriesOf(samples));
        assertThat(after.get("g{id=\"new\"}")).as("%s", harm).hasSize(1);
      }
      clock.set(NOW);
      incidents = new RecordedIncidents();
      try (MetricsStore store = open()) {
        assertThat(all(store).keySet()).as("%s: once more", harm).containsAll(before.keySet());
        assertThat(incidents.events()).as("%s: once more", harm).isEmpty();
      }
      clear();
    }
  }

  private void clear() throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
        if (!path.equals(directory)) {
          Files.delete(path);
        }
      }
    }
  }

  @Test
  void deletedSeriesStayDeleted() throws IOException {
    Map<String, Map<Long, Long>> before;
    try (MetricsStore store = open()) {
      put(store, "a", T, 1);
      put(store, "b", T, 2);
      store.flush();
      store.delete(List.of(List.of(LabelMatcher.equal("id", "a"))), 0, Long.MAX_VALUE);
      before = all(store);
    }
    Files.delete(directory.resolve("MANIFEST"));
    try (MetricsStore store = open()) {
      assertThat(all(store)).isEqualTo(before).containsOnlyKeys("g{id=\"b\"}");
    }
  }

  /**
   * Labels are gone with an index; their samples do not appear under the name of another series.
   */
  @Test
  void aNumberThatSamplesHaveIsNotGivenAgain() throws IOException {
    try (MetricsStore store = open()) {
      put(store, "a", T - 10_000, 1);
      store.flush();
      put(store, "b", T - 9_000, 2);
      store.flush();
    }
    Files.delete(directory.resolve("MANIFEST"));
    Files.delete(files(".idx").getLast());
    try (MetricsStore store = open()) {
      put(store, "c", T, 3);
      store.flush();
      store.maintain();
      assertThat(all(store)).containsOnlyKeys("g{id=\"a\"}", "g{id=\"c\"}");
      assertThat(all(store).get("g{id=\"c\"}")).containsOnlyKeys(T);
    }
  }

  @Test
  void whatIsNotWholeIsSetAsideAndTold() throws IOException {
    try (MetricsStore store = open()) {
      put(store, "a", T - 10_000, 1);
      store.flush();
      put(store, "a", T - 5_000, 2);
      store.flush();
    }
    Files.delete(directory.resolve("MANIFEST"));
    Path segment = files(".seg").getFirst();
    byte[] bytes = Files.readAllBytes(segment);
    Files.write(segment, java.util.Arrays.copyOf(bytes, bytes.length - 5));
    try (MetricsStore store = open()) {
      assertThat(all(store).get("g{id=\"a\"}")).containsOnlyKeys(T - 5_000);
      assertThat(incidents.events())
          .anyMatch(event ->
              event
                  .sentence()
                  .startsWith("an unknown number of samples of one segment are unread"));
      assertThat(store.lostSamples(List.of(), T - 20_000, T)).isNotEmpty();
    }
    assertThat(files(".seg")).anyMatch(path -> path.toString().contains("quarantine"));
  }

  @Test
  void aNewStoreHasAListBeforeItHasFiles() throws IOException {
    try (MetricsStore store = open()) {
      assertThat(store.committedPosition()).isEqualTo(-1);
      assertThat(directory.resolve("MANIFEST")).exists();
      assertThat(incidents.events()).isEmpty();
    }
  }
}
