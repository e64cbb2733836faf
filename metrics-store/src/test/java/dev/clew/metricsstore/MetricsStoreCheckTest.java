package dev.clew.metricsstore;

import static dev.clew.metricsstore.Otlp.gauge;
import static dev.clew.metricsstore.Otlp.point;
import static dev.clew.metricsstore.Otlp.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.storage.files.DayCheck;
import dev.clew.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who only reads a store says of each kind of damage what it costs, and of a sound one nothing. */
class MetricsStoreCheckTest {
  private static final Instant NOW = Instant.parse("2026-03-10T11:30:00Z");
  private static final String DAY = "2026-03-10";

  @TempDir Path directory;

  private MetricsStore open() throws IOException {
    return MetricsStore.open(
        MetricsStoreConfig.defaults(directory), new ManualClock(NOW), task -> {});
  }

  @BeforeEach
  void write() throws IOException {
    try (MetricsStore store = open()) {
      for (int i = 0; i < 30; i++) {
        byte[] request =
            request(
                List.of(),
                gauge("g", "By", point(NOW.toEpochMilli() - i * 1000L, i, "id", "s" + i % 3)));
        store.ingest(i, 0, request, 0, request.length);
      }
      store.flush();
      store.delete(List.of(List.of(LabelMatcher.equal("id", "s1"))), 0, 1000);
      store.delete(
          List.of(List.of(LabelMatcher.equal("id", "s2"))),
          NOW.toEpochMilli() - 5000,
          Long.MAX_VALUE);
    }
  }

  private Path only(String end) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(path -> path.toString().endsWith(end)).findFirst().orElseThrow();
    }
  }

  private List<String> damage() throws IOException {
    return MetricsStoreCheck.of(directory).stream().flatMap(d -> d.damage().stream()).toList();
  }

  private List<String> rebuilds() throws IOException {
    return MetricsStoreCheck.of(directory).stream().flatMap(d -> d.rebuilds().stream()).toList();
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 0x10;
    Files.write(file, bytes);
  }

  private static void cutOff(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));
  }

  @Test
  void aSoundStoreHasNothingToTell() throws IOException {
    List<DayCheck> days = MetricsStoreCheck.of(directory);
    assertThat(days).extracting(DayCheck::day).containsExactly("store", DAY, "metadata");
    assertThat(days).allMatch(day -> day.damage().isEmpty() && day.rebuilds().isEmpty());
    assertThat(days.stream().mapToLong(DayCheck::rows).sum()).isEqualTo(30);
  }

  @Test
  void noDirectoryIsNoStore() throws IOException {
    assertThat(MetricsStoreCheck.of(directory.resolve("missing"))).isEmpty();
  }

  @Test
  void aChunk() throws IOException {
    flip(only(".seg"), 12);
    assertThat(damage()).containsExactly("30 samples of 1 chunks are unreadable: " + only(".seg"));
  }

  @Test
  void aSegment() throws IOException {
    Path segment = only(".seg");
    cutOff(segment);
    assertThat(damage())
        .singleElement()
        .asString()
        .startsWith("30 samples of one segment: " + segment);
    Files.delete(segment);
    assertThat(damage()).singleElement().asString().startsWith("30 samples of one segment: ");
  }

  @Test
  void anIndex() throws IOException {
    Path index = only(".idx");
    cutOff(index);
    assertThat(damage()).singleElement().asString().startsWith("the labels of 3 series: " + index);
    Files.delete(index);
    assertThat(damage()).singleElement().asString().startsWith("the labels of 3 series: ");
  }

  @Test
  void anIndexWhoseLabelsAreWhole() throws IOException {
    Path index = only(".idx");
    byte[] before = Files.readAllBytes(index);
    int whole = 0;
    for (int at = 0; at < before.length; at++) {
      flip(index, at);
      if (damage().isEmpty()) {
        whole++;
        assertThat(rebuilds())
            .as("byte %d", at)
            .singleElement()
            .asString()
            .startsWith("a label index, from the labels of its series: ");
      }
      Files.write(index, before);
    }
    assertThat(whole).isPositive();
  }

  @Test
  void aDeletion() throws IOException {
    Path deletion = only(".del");
    flip(deletion, 9);
    assertThat(damage()).containsExactly("a deletion of series is lost: " + deletion);
  }

  @Test
  void theMetadata() throws IOException {
    flip(directory.resolve("METADATA"), 10);
    assertThat(damage())
        .containsExactly(
            "type, unit and help of all metrics are unreadable until they are sent again: "
                + directory.resolve("METADATA"));
  }

  @Test
  void theList() throws IOException {
    Path manifest = directory.resolve("MANIFEST");
    flip(manifest, 30);
    assertThat(rebuilds())
        .singleElement()
        .asString()
        .startsWith("the list of files, from what is there: ");
    Files.delete(manifest);
    assertThat(rebuilds()).singleElement().asString().endsWith("there is no " + manifest);
    assertThat(MetricsStoreCheck.of(directory).stream().mapToLong(DayCheck::rows).sum())
        .as("what is not listed is read all the same")
        .isEqualTo(30);
    assertThat(manifest).as("only read").doesNotExist();
  }

  /** It is told for as long as the day is kept. */
  @Test
  void whatWasLostBefore() throws IOException {
    flip(only(".seg"), 12);
    try (MetricsStore store = open()) {
      store.scrub(new EverythingScrub());
      store.maintain();
    }
    assertThat(damage())
        .singleElement()
        .asString()
        .startsWith("30 samples between 2026-03-10T11:29:31Z and 2026-03-10T11:30:00Z are")
        .endsWith("(found before)");
  }

  private static final class EverythingScrub implements dev.clew.storage.files.Scrub {
    @Override
    public boolean isDone(String name) {
      return false;
    }

    @Override
    public void read(String name, long bytes) {}

    @Override
    public void done(String name) {}
  }
}
