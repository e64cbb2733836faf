package dev.clew.metricsstore;

import static dev.clew.metricsstore.Otlp.gauge;
import static dev.clew.metricsstore.Otlp.point;
import static dev.clew.metricsstore.Otlp.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.metricsstore.promql.EngineConfig;
import dev.clew.metricsstore.promql.PromqlEngine;
import dev.clew.metricsstore.promql.result.QueryResult;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.testkit.ManualClock;
import dev.clew.testkit.RecordedIncidents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An answer from which something is missing says so: at once, later, and after a restart. */
class LossesInAnswersTest {
  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
  private static final long T = NOW.toEpochMilli();
  private static final long HOUR = Duration.ofHours(1).toMillis();

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock(NOW);
  private RecordedIncidents incidents = new RecordedIncidents();

  private MetricsStore open() throws IOException {
    return MetricsStore.open(
        MetricsStoreConfig.defaults(directory), clock, task -> {}, new FailingFiles(), incidents);
  }

  /** One segment of {@code early} at ten, one of {@code late} at eleven. */
  @BeforeEach
  void write() throws IOException {
    try (MetricsStore store = open()) {
      long position = 0;
      for (String name : List.of("early", "late")) {
        long start = name.equals("early") ? T - 2 * HOUR : T - HOUR;
        for (int i = 0; i < 20; i++) {
          byte[] request = request(List.of(), gauge(name, "", point(start + i * 1000L, i)));
          store.ingest(position++, 0, request, 0, request.length);
        }
        store.flush();
      }
    }
    incidents = new RecordedIncidents();
  }

  private Path file(String end, int number) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(path -> path.toString().endsWith(end)).sorted().toList().get(number);
    }
  }

  /** Behind the header, in front of the footer. */
  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 9; at < 20; at++) {
      bytes[at] ^= 0x55;
    }
    Files.write(file, bytes);
  }

  private static List<String> warnings(MetricsStore store, String query) {
    QueryResult result =
        new PromqlEngine(store, EngineConfig.defaults()).range(query, T - 3 * HOUR, T, 60_000);
    return result.warnings();
  }

  @Test
  void aDamagedSegmentIsToldByEveryQueryThatNeedsIt() throws IOException {
    flip(file(".seg", 0));
    try (MetricsStore store = open()) {
      for (String query :
          List.of(
              "early",
              "sum(early)",
              "rate(early[5m])",
              "max_over_time(early[5m:1m])",
              "{__name__=~\"ear.*\"} + on() group_left() late")) {
        assertThat(warnings(store, query))
            .as(query)
            .singleElement()
            .asString()
            .startsWith("the answer is not whole: ")
            .contains("between 2026-03-10T10:00:00Z and 2026-03-10T10:00:19Z");
      }
      assertThat(warnings(store, "late")).as("another series").isEmpty();
      store.maintain();
      assertThat(warnings(store, "early"))
          .as("set aside by now")
          .containsExactly(
              "the answer is not whole: 20 samples between 2026-03-10T10:00:00Z and"
                  + " 2026-03-10T10:00:19Z are unreadable");
    }
    try (MetricsStore store = open()) {
      assertThat(warnings(store, "sum(early)")).as("after a restart").hasSize(1);
      QueryResult after = new PromqlEngine(store, EngineConfig.defaults()).instant("early", T);
      assertThat(after.warnings()).as("another time").isEmpty();
    }
  }

  @Test
  void aMissingSegmentIsTold() throws IOException {
    Files.delete(file(".seg", 1));
    for (int start = 0; start < 2; start++) {
      try (MetricsStore store = open()) {
        assertThat(warnings(store, "late"))
            .as("start %d", start)
            .containsExactly(
                "the answer is not whole: 20 samples between 2026-03-10T11:00:00Z and"
                    + " 2026-03-10T11:00:19Z are unreadable");
      }
    }
  }

  @Test
  void labelsThatAreLostMayBeOfAnySeries() throws IOException {
    Files.delete(file(".idx", 0));
    for (int start = 0; start < 2; start++) {
      try (MetricsStore store = open()) {
        String sentence =
            "the labels of 1 series of 2026-03-10 are unreadable, so their samples are not found";
        assertThat(warnings(store, "anything"))
            .as("start %d", start)
            .containsExactly("the answer is not whole: " + sentence);
        assertThat(store.lostSeries(T - HOUR, T)).containsExactly(sentence);
        assertThat(store.lostSeries(T - 100 * HOUR, T - 90 * HOUR)).isEmpty();
      }
    }
  }

  @Test
  void anIndexThatIsRebuiltIsToldUntilThen() throws IOException {
    byte[] bytes = Files.readAllBytes(file(".idx", 0));
    Path file = file(".idx", 0);
    for (int at = 8; at < bytes.length - 100; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= 4;
      Files.write(file, changed);
      try (MetricsStore store = open()) {
        assertThat(warnings(store, "early")).as("byte %d", at).isNotEmpty();
      }
    }
    Files.write(file, bytes);
    try (MetricsStore store = open()) {
      assertThat(warnings(store, "early")).isEmpty();
    }
  }

  /** The damage comes to light while files are merged: that is no way to lose it. */
  @Test
  void aMergeTakesNoDamageAlong() throws IOException {
    try (MetricsStore store = open()) {
      for (int i = 0; i < 5; i++) {
        byte[] request = request(List.of(), gauge("more", "", point(T - 60_000 + i, i)));
        store.ingest(40 + i, 0, request, 0, request.length);
        store.flush();
      }
    }
    flip(file(".seg", 0));
    clock.advance(Duration.ofDays(2)); // the day is merged for good
    try (MetricsStore store = open()) {
      store.maintain();
      assertThat(incidents.events())
          .singleElement()
          .satisfies(event -> assertThat(event.sentence()).startsWith("20 samples of one"));
      assertThat(warnings(store, "early")).singleElement().asString().contains("20 samples");
      assertThat(warnings(store, "more")).isEmpty();
    }
  }

  @Test
  void exemplarsAndLabelsTellToo() throws IOException {
    flip(file(".seg", 0));
    try (MetricsStore store = open()) {
      List<List<LabelMatcher>> early = List.of(List.of(LabelMatcher.equal("__name__", "early")));
      store.exemplars(early, 0, Long.MAX_VALUE, 10);
      assertThat(store.lostSamples(early, 0, Long.MAX_VALUE)).hasSize(1);
      assertThat(store.lostSamples(early, 0, T - 5 * HOUR)).isEmpty();
      assertThat(store.lostSeries(0, Long.MAX_VALUE)).isEmpty();
    }
  }

  /** A disk that fails all day does not fill the manifest. */
  @Test
  void lossesOfADayAreBounded() throws IOException {
    try (MetricsStore store = open()) {
      for (int i = 0; i < 200; i++) {
        byte[] request = request(List.of(), gauge("more", "", point(T - 500_000 + i, i)));
        store.ingest(40 + i, 0, request, 0, request.length);
        store.flush();
      }
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.filter(each -> each.toString().endsWith(".seg")).toList()) {
        Files.delete(path);
      }
    }
    try (MetricsStore store = open()) {
      assertThat(warnings(store, "more"))
          .containsExactly(
              "the answer is not whole: 240 samples between 2026-03-10T10:00:00Z and"
                  + " 2026-03-10T11:51:40.199Z are unreadable");
    }
    long lines =
        Arrays.stream(Files.readString(directory.resolve("MANIFEST")).split("\n"))
            .filter(line -> line.startsWith("lost "))
            .count();
    assertThat(lines).isBetween(1L, 64L);
  }
}
