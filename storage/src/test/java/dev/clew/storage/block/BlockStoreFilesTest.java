package dev.clew.storage.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.life.BlockStoreConfig;
import dev.clew.storage.block.life.CompactionPlan;
import dev.clew.storage.block.life.RowWriter;
import dev.clew.storage.block.segment.ChecksummedText;
import dev.clew.storage.block.segment.StoreIncidents;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.ScanReport;
import dev.clew.testkit.RecordedIncidents;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store does to its directory. */
class BlockStoreFilesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final long T = TimeRange.nanosOf(NOW);
  private static final long DAY = Duration.ofDays(1).toNanos();

  @TempDir Path directory;

  private final RecordedIncidents incidents = new RecordedIncidents();

  private BlockStore open(Instant now) throws IOException {
    BlockStoreConfig config =
        new BlockStoreConfig(Duration.ofDays(20), Duration.ofSeconds(30), 1 << 20, false);
    return BlockStore.open(
        config,
        TestRows.SCHEMA,
        directory,
        Clock.fixed(now, ZoneOffset.UTC),
        new StoreIncidents("logs", incidents));
  }

  private static void write(BlockStore store, long position, long time, String body) {
    try (RowWriter rows = store.write()) {
      if (rows.begin(time)) {
        rows.text(TestRows.BODY, body);
        rows.end();
      }
      rows.commit(position);
    }
  }

  private static List<String> bodies(BlockStore store) throws IOException {
    List<String> bodies = new ArrayList<>();
    store.search(
        RowQuery.newest(Filter.all(), TimeRange.ALL, 1000),
        row -> bodies.add(row.text(TestRows.BODY)));
    return bodies;
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(path -> path.toString().endsWith(suffix)).sorted().toList();
    }
  }

  @Test
  void lateRowsGoToTheirOwnDayAndDaysAreDroppedWhenTheyExpire() throws IOException {
    try (BlockStore store = open(NOW)) {
      write(store, 1, T, "today");
      write(store, 2, T - 19 * DAY, "19 days ago");
      write(store, 3, T - 20 * DAY, "20 days ago");
      write(store, 4, T - 21 * DAY, "too old");
      write(store, 5, T + 2 * DAY, "from the future");
      store.flush();
      assertThat(bodies(store))
          .containsExactly("from the future", "today", "19 days ago", "20 days ago");
      assertThat(store.status().droppedTooOld()).isEqualTo(1);
      assertThat(store.status().clampedFuture()).isEqualTo(1);
      assertThat(store.status().days()).isEqualTo(3);
    }
    try (BlockStore store = open(NOW.plus(Duration.ofDays(1)))) {
      store.dropExpired();
      assertThat(bodies(store)).containsExactly("from the future", "today", "19 days ago");
      assertThat(directory.resolve("20261101")).doesNotExist();
      assertThat(directory.resolve("20261102")).exists();
    }
  }

  @Test
  void aQueryGoesOnWhileItsSegmentsAreMergedAway() throws IOException {
    try (BlockStore store = open(NOW)) {
      for (int i = 0; i < CompactionPlan.WIDTH; i++) {
        write(store, i, T + i, "row " + i);
        store.flush();
      }
      List<String> bodies = new ArrayList<>();
      store.search(
          RowQuery.newest(Filter.all(), TimeRange.ALL, 100),
          row -> {
            if (bodies.isEmpty()) {
              mergeUnchecked(store);
            }
            return bodies.add(row.text(TestRows.BODY));
          });
      assertThat(bodies).hasSize(CompactionPlan.WIDTH);
      assertThat(store.status().segments()).isEqualTo(1);
      assertThat(files("blocks")).hasSize(1);
    }
  }

  private static void mergeUnchecked(BlockStore store) {
    try {
      store.merge();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void mergingKeepsTheNumberOfSegmentsSmallAndTheRowsAsTheyAre() throws IOException {
    try (BlockStore store = open(NOW)) {
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        write(store, i, T + i, "row " + i);
        expected.addFirst("row " + i);
        store.flush();
        store.merge();
      }
      assertThat(store.status().segments()).isLessThan(CompactionPlan.WIDTH);
      assertThat(bodies(store)).isEqualTo(expected);
    }
    assertThat(files("blocks")).hasSizeLessThan(CompactionPlan.WIDTH);
    try (BlockStore store = open(NOW)) {
      assertThat(store.committedPosition()).isEqualTo(39);
      assertThat(bodies(store)).hasSize(40);
    }
  }

  @Test
  void aSegmentOfWhichNothingIsLeftCostsItsRowsAlone() throws IOException {
    try (BlockStore store = open(NOW)) {
      write(store, 1, T, "first");
      store.flush();
      write(store, 2, T + 1, "second");
      store.flush();
    }
    Path first = files("blocks").getFirst();
    Files.write(first, new byte[] {1, 2, 3});
    try (BlockStore store = open(NOW)) {
      assertThat(bodies(store)).containsExactly("second");
      assertThat(store.status().corruptFiles()).isEqualTo(2);
      assertThat(incidents.events().getFirst().sentence())
          .startsWith("1 row of one block is unreadable: " + first + " at byte 16");
      assertThat(store.committedPosition()).isEqualTo(2);
      write(store, 3, T + 2, "third");
      store.flush();
      assertThat(bodies(store)).containsExactly("third", "second");
    }
  }

  @Test
  void aDamagedBlockIsLeftOutAndTheAnswerSaysSo() throws IOException {
    try (BlockStore store = open(NOW)) {
      write(store, 1, T, "first");
      store.flush();
      write(store, 2, T + 1, "second");
      store.flush();
    }
    Path first = files("blocks").getFirst();
    try (RandomAccessFile file = new RandomAccessFile(first.toFile(), "rw")) {
      file.seek(file.length() - 2);
      file.write(0xFF);
    }
    try (BlockStore store = open(NOW)) {
      List<String> bodies = new ArrayList<>();
      ScanReport report =
          store.search(
              RowQuery.newest(new Filter.Word(null, "first"), TimeRange.ALL, 10),
              row -> bodies.add(row.text(TestRows.BODY)));
      assertThat(bodies).isEmpty();
      assertThat(report.partial()).isEqualTo("1 row of one block is unreadable.");
      assertThat(incidents.events())
          .singleElement()
          .satisfies(event ->
              assertThat(event.sentence())
                  .contains("1 row of one block is unreadable: " + first + " at byte 16"));
      assertThat(bodies(store)).contains("second");
    }
  }

  @Test
  void aDamagedManifestIsMadeAnewFromTheSegments() throws IOException {
    try (BlockStore store = open(NOW)) {
      for (int i = 0; i < CompactionPlan.WIDTH + 2; i++) {
        write(store, i, T + i, "row " + i);
        write(store, 100 + i, T - DAY + i, "late row " + i);
        store.flush();
        store.merge();
      }
    }
    Path manifest = directory.resolve("MANIFEST");
    Files.writeString(manifest, Files.readString(manifest).replace("position 1", "position 2"));
    Path torn = Files.createDirectories(directory.resolve("20261121/99"));
    Files.writeString(torn.resolve("blocks"), "torn");
    try (BlockStore store = open(NOW)) {
      assertThat(bodies(store)).hasSize(2 * (CompactionPlan.WIDTH + 2)).doesNotHaveDuplicates();
      assertThat(store.committedPosition()).isEqualTo(100 + CompactionPlan.WIDTH + 1);
      assertThat(incidents.events().getFirst().sentence())
          .contains("MANIFEST is damaged at byte")
          .contains("put together again");
      assertThat(incidents.events().getLast().sentence()).contains("1 unreadable or unfinished");
    }
    assertThat(directory.resolve("corrupt/MANIFEST")).exists();
    assertThat(directory.resolve("corrupt/20261121-99")).exists();
    try (BlockStore store = open(NOW)) {
      assertThat(incidents.events()).as("nothing new").hasSize(2);
      store.status();
    }
  }

  @Test
  void aManifestOfANewerVersionStopsTheStart() throws IOException {
    new ChecksummedText("clew block store 9").write(directory.resolve("MANIFEST"));
    assertThatThrownBy(() -> open(NOW))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a newer version?");
  }

  @Test
  void leftoversOfAnUnfinishedFlushAreDeleted() throws IOException {
    try (BlockStore store = open(NOW)) {
      write(store, 1, T, "first");
      store.flush();
    }
    Files.createDirectories(directory.resolve("20261121/77/index"));
    Files.writeString(directory.resolve("20261121/77/blocks"), "torn");
    try (BlockStore store = open(NOW)) {
      assertThat(bodies(store)).containsExactly("first");
    }
    assertThat(directory.resolve("20261121/77")).doesNotExist();
  }

  @Test
  void aBatchWithoutRowsIsCommittedToo() throws IOException {
    try (BlockStore store = open(NOW)) {
      write(store, 9, T - 100 * DAY, "too old");
      store.flush();
      assertThat(store.committedPosition()).isEqualTo(9);
    }
  }

  @Test
  void limitsEndAQueryAndAreReported() throws IOException {
    try (BlockStore store = open(NOW)) {
      for (int i = 0; i < 3; i++) {
        write(store, i, T + i, "row");
        store.flush();
      }
      QueryLimits limits = new QueryLimits(Duration.ofSeconds(9), 2, 1 << 20, () -> false);
      ScanReport report =
          store.search(
              RowQuery.newest(Filter.all(), TimeRange.ALL, 10).within(limits), row -> true);
      assertThat(report.rows()).isEqualTo(2);
      assertThat(report.partial()).contains("2 rows");
      assertThatThrownBy(() ->
              store.search(
                  RowQuery.newest(Filter.all(), TimeRange.ALL, 10)
                      .within(limits.withCanceled(() -> true)),
                  row -> true))
          .hasMessageContaining("canceled");
    }
  }
}
