package dev.clew.storage.block.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.Attributes;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.BlockStore;
import dev.clew.storage.block.TestRows;
import dev.clew.storage.block.segment.Manifest;
import dev.clew.storage.block.segment.SegmentLabel;
import dev.clew.storage.block.segment.StoreIncidents;
import dev.clew.storage.files.DayCheck;
import dev.clew.testkit.faults.FileDamage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who only reads a store says of each kind of damage what it costs, and of a sound one nothing. */
class StoreCheckTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final int ROWS = 900;

  @TempDir Path directory;

  @BeforeEach
  void write() throws IOException {
    BlockStoreConfig config =
        new BlockStoreConfig(Duration.ofDays(20), Duration.ofSeconds(30), 64 << 20, false);
    try (BlockStore store =
        BlockStore.open(
            config,
            TestRows.SCHEMA,
            directory,
            Clock.fixed(NOW, ZoneOffset.UTC),
            StoreIncidents.none())) {
      try (RowWriter rows = store.write()) {
        rows.group(Attributes.of("resource.service.name", "shop"));
        for (int i = 0; i < ROWS; i++) {
          if (rows.begin(TimeRange.nanosOf(NOW) - i)) {
            rows.text(TestRows.BODY, "order " + i);
            rows.id128(TestRows.TRACE, 7, 1 + i);
            rows.end();
          }
        }
        rows.commit(0);
      }
      store.flush();
      store.delete(new Filter.Word(null, "17"), TimeRange.ALL);
    }
  }

  private Path only(String end) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(Files::isRegularFile)
          .filter(path -> path.toString().endsWith(end))
          .max(java.util.Comparator.comparingLong(path -> path.toFile().length()))
          .orElseThrow();
    }
  }

  private List<String> damage() throws IOException {
    return StoreCheck.of(directory).stream().flatMap(day -> day.damage().stream()).toList();
  }

  private List<String> rebuilds() throws IOException {
    return StoreCheck.of(directory).stream().flatMap(day -> day.rebuilds().stream()).toList();
  }

  private static void flip(Path file, long at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) at] ^= 0x10;
    Files.write(file, bytes);
  }

  @Test
  void aSoundStoreHasNothingToTell() throws IOException {
    List<DayCheck> days = StoreCheck.of(directory);
    assertThat(days).extracting(DayCheck::day).hasSize(2).contains("store");
    assertThat(days).allMatch(day -> day.damage().isEmpty() && day.rebuilds().isEmpty());
    assertThat(days.stream().mapToLong(DayCheck::rows).sum()).isEqualTo(ROWS);
    assertThat(days.stream().mapToInt(DayCheck::files).sum()).isGreaterThan(3);
  }

  @Test
  void noDirectoryIsNoStore() throws IOException {
    assertThat(StoreCheck.of(directory.resolve("missing"))).isEmpty();
  }

  @Test
  void aBlock() throws IOException {
    Path blocks = only("/blocks");
    flip(blocks, Files.size(blocks) / 2);
    assertThat(damage())
        .singleElement()
        .asString()
        .startsWith(ROWS + " rows of one block are unreadable: " + blocks + " at byte 16");
    assertThat(rebuilds()).isEmpty();
  }

  @Test
  void allBlocks() throws IOException {
    Files.delete(only("/blocks"));
    assertThat(damage()).anyMatch(sentence -> sentence.startsWith(ROWS + " rows of one block are"));
  }

  @Test
  void theHeader() throws IOException {
    flip(only("/blocks"), 1);
    assertThat(damage())
        .singleElement()
        .asString()
        .startsWith("the beginning of a file, no rows: ");
  }

  @Test
  void anIndex() throws IOException {
    for (String name : List.of("/ids", ".cfs")) {
      Path file = only(name);
      byte[] before = Files.readAllBytes(file);
      FileDamage.ZERO.apply(file, new Random(2));
      assertThat(rebuilds())
          .as(name)
          .singleElement()
          .asString()
          .startsWith("the index of a segment, from its blocks: ");
      assertThat(damage()).as(name).isEmpty();
      Files.write(file, before);
    }
  }

  @Test
  void theLabel() throws IOException {
    Path label = only("/" + SegmentLabel.FILE_NAME);
    flip(label, 3);
    assertThat(rebuilds()).singleElement().asString().startsWith("the label of a segment: ");
    Files.delete(label);
    assertThat(rebuilds()).singleElement().asString().contains("is missing");
  }

  @Test
  void theList() throws IOException {
    Path manifest = directory.resolve(Manifest.FILE_NAME);
    flip(manifest, 5);
    assertThat(rebuilds()).singleElement().asString().startsWith("the list of segments, from 1");
    Files.delete(manifest);
    assertThat(rebuilds()).singleElement().asString().endsWith("there is no " + manifest);
    assertThat(manifest).as("only read").doesNotExist();
  }

  @Test
  void aSegment() throws IOException {
    Path segment = only("/blocks").getParent();
    dev.clew.storage.files.DurableFiles.deleteDirectory(segment);
    assertThat(damage())
        .containsExactly("all rows of one segment are missing, how many is not known: " + segment);
  }

  @Test
  void aDeletion() throws IOException {
    flip(only("deletions/1"), 10);
    assertThat(damage())
        .singleElement()
        .asString()
        .startsWith("a deletion is lost, its rows may be visible again: ");
  }
}
