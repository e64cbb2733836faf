package dev.clew.storage.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.Attributes;
import dev.clew.model.TimeRange;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.life.BlockStoreConfig;
import dev.clew.storage.block.life.RowWriter;
import dev.clew.storage.block.segment.Segment;
import dev.clew.storage.block.segment.StoreIncidents;
import dev.clew.storage.rows.RowQuery;
import dev.clew.testkit.RecordedIncidents;
import dev.clew.testkit.faults.FileDamage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An index that is too large to be checked when the store is opened, and damaged: it rules out no
 * block before somebody has looked at it, and no merge gives its damage a good checksum.
 */
class LargeIndexDamageTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final BlockStoreConfig CONFIG =
      new BlockStoreConfig(Duration.ofDays(20), Duration.ofSeconds(30), 256 << 20, false);
  private static final int ROWS = 60_000;

  @TempDir static Path whole;
  @TempDir Path scratch;

  @BeforeAll
  static void write() throws IOException {
    Random random = new Random(11);
    try (BlockStore store = open(whole, StoreIncidents.none())) {
      for (int flush = 0; flush < 2; flush++) {
        try (RowWriter rows = store.write()) {
          rows.group(Attributes.of("resource.service.name", "shop"));
          for (int i = flush; i < ROWS; i += 2) {
            if (rows.begin(TimeRange.nanosOf(NOW) - random.nextInt(1 << 30))) {
              rows.text(TestRows.BODY, "payment p" + i + words(random));
              rows.number(TestRows.LEVEL, i % 9);
              rows.id128(TestRows.TRACE, random.nextLong(), 1 + i);
              rows.end();
            }
          }
          rows.commit(flush);
        }
        store.flush();
      }
    }
  }

  /** Each a term of the index. */
  private static String words(Random random) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      words.append(" w").append(Long.toHexString(random.nextLong()));
    }
    return words.toString();
  }

  private static BlockStore open(Path directory, StoreIncidents incidents) throws IOException {
    return BlockStore.open(CONFIG, TestRows.SCHEMA, directory, CLOCK, incidents);
  }

  /** Those that are not checked at once. */
  private static List<Path> indexFiles(Path store) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(store)) {
      for (Path path : tree.filter(Files::isRegularFile).sorted().toList()) {
        boolean index = path.toString().contains("/" + Segment.INDEX + "/");
        if ((index || path.endsWith(Segment.IDS)) && Files.size(path) > 4096) {
          files.add(path);
        }
      }
    }
    return files;
  }

  private static boolean finds(BlockStore store, int row) throws IOException {
    List<String> found = new ArrayList<>();
    store.stream(
        RowQuery.newest(new Filter.Word(null, "p" + row), TimeRange.ALL, 10),
        each -> found.add(String.valueOf(each.text(TestRows.BODY))));
    return !found.isEmpty();
  }

  @Test
  void theIndexesAreLargeEnough() throws IOException {
    for (Path segment : segments()) {
      long bytes = 0;
      for (Path file : indexFiles(segment)) {
        bytes += Files.size(file);
      }
      assertThat(bytes).as("%s", segment).isGreaterThan(1 << 20);
    }
  }

  private static List<Path> segments() throws IOException {
    try (Stream<Path> tree = Files.walk(whole)) {
      return tree.filter(path -> path.endsWith(Segment.BLOCKS)).map(Path::getParent).toList();
    }
  }

  @Test
  void rulesOutNoBlockBeforeItWasLookedAt() throws IOException {
    int cases = 0;
    for (Path file : indexFiles(whole)) {
      for (FileDamage damage : List.of(FileDamage.FLIP, FileDamage.ZERO)) {
        for (int seed = 0; seed < 2; seed++) {
          Path copy = scratch.resolve("case" + cases++);
          FileDamage.copy(whole, copy);
          damage.apply(copy.resolve(whole.relativize(file)), new Random(seed));
          RecordedIncidents incidents = new RecordedIncidents();
          try (BlockStore store = open(copy, new StoreIncidents("logs", incidents))) {
            for (int row = 17; row < ROWS; row += 6_001) {
              assertThat(finds(store, row))
                  .as("%s of %s with seed %d: row %d", damage, file, seed, row)
                  .isTrue();
            }
            store.repair();
            assertThat(finds(store, 17)).isTrue();
          }
          assertThat(incidents.events())
              .as("%s of %s with seed %d", damage, file, seed)
              .anyMatch(event -> event.kind() == IncidentKind.REBUILT);
        }
      }
    }
    assertThat(cases).isPositive();
  }

  @Test
  void noMergeTakesItsDamageAlong() throws IOException {
    Path copy = scratch.resolve("merged");
    FileDamage.copy(whole, copy);
    for (Path file : indexFiles(copy)) {
      FileDamage.ZERO.apply(file, new Random(5));
    }
    try (BlockStore store = open(copy, StoreIncidents.none())) {
      store.merge();
      store.repair();
      store.merge();
      for (int row = 17; row < ROWS; row += 6_001) {
        assertThat(finds(store, row)).as("row %d", row).isTrue();
      }
    }
  }
}
