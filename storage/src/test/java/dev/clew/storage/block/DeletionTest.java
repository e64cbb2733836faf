package dev.clew.storage.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.AttributeValue;
import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.TestRows.PlainRow;
import dev.clew.storage.block.life.BlockStoreConfig;
import dev.clew.storage.block.life.RowWriter;
import dev.clew.storage.rows.Deletion;
import dev.clew.storage.rows.Facets;
import dev.clew.storage.rows.Histogram;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.RowKey;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.ScanReport;
import dev.clew.testkit.ManualClock;
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
import org.junit.jupiter.api.io.TempDir;

/** Rows that somebody has the right to have forgotten. */
class DeletionTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final long T = TimeRange.nanosOf(NOON);
  private static final Filter ALICE = new Filter.Word(null, "alice");

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock(NOON);

  private BlockStore open() throws IOException {
    BlockStoreConfig config =
        new BlockStoreConfig(Duration.ofDays(20), Duration.ofSeconds(30), 64 << 20, false);
    return BlockStore.open(config, TestRows.SCHEMA, directory, clock);
  }

  /** Fifty rows of alice and fifty of bob. */
  private static void write(BlockStore store, long position) {
    try (RowWriter rows = store.write()) {
      for (int i = 0; i < 100; i++) {
        String name = i % 2 == 0 ? "alice" : "bob";
        new PlainRow(
                T + position * 1000 + i,
                i,
                name.equals("alice") ? "alices-service" : "shop",
                "user " + name + " logged in",
                1,
                new TraceId(i % 2 + 1, 7),
                0,
                Map.of("order.id", AttributeValue.of("order-of-" + name)),
                "")
            .write(rows);
      }
      rows.commit(position);
    }
  }

  private static long count(BlockStore store, Filter filter) throws IOException {
    return store.scan(filter, TimeRange.ALL, QueryLimits.DEFAULT, row -> true).rows();
  }

  @Test
  void deletedRowsAreInvisibleAtOnceAndGoneFromTheDiskAfterwards() throws IOException {
    try (BlockStore store = open()) {
      write(store, 1);
      store.flush();
      write(store, 2); // still in memory
      Deletion deletion = store.delete(ALICE, TimeRange.ALL);
      assertThat(deletion.rows()).isEqualTo(100);
      assertThat(deletion.state()).isEqualTo(Deletion.State.RUNNING);
      assertOnlyBob(store, 100);
      assertThat(store.flushDue()).as("so that memory need not be watched for long").isTrue();
      store.flush();
      assertOnlyBob(store, 100);
      store.merge();
      assertOnlyBob(store, 100);
      assertThat(store.deletion(deletion.id()).state()).isEqualTo(Deletion.State.DONE);
      assertForgotten(store);
      assertThat(Files.readString(directory.resolve("deletions").resolve(deletion.id())))
          .contains("rows 100")
          .doesNotContain("alice");
    }
    try (BlockStore store = open()) {
      assertOnlyBob(store, 100);
      assertThat(store.deletion("1").rows()).isEqualTo(100);
      assertThat(store.deletion("2")).isNull();
      assertThat(store.deletion("../MANIFEST")).isNull();
    }
  }

  private static void assertOnlyBob(BlockStore store, int rows) throws IOException {
    assertThat(count(store, ALICE)).isZero();
    assertThat(count(store, Filter.all())).isEqualTo(rows);
    TimeRange range = new TimeRange(T, T + 1_000_000);
    Histogram histogram =
        store.histogram(Filter.all(), range, 1, TestRows.LEVEL, QueryLimits.DEFAULT);
    assertThat(histogram.total()).isEqualTo(rows);
    Facets.Facet facet =
        store
            .facets(Filter.all(), range, List.of("service"), 9, QueryLimits.DEFAULT)
            .facets()
            .getFirst();
    assertThat(facet.values()).extracting(Facets.Value::value).containsExactly("shop");
    assertThat(store.coverage(range)).hasSize(1);
  }

  /** No term, no ID and no block leads to her any more. */
  private void assertForgotten(BlockStore store) throws IOException {
    for (Filter filter :
        List.of(
            ALICE,
            new Filter.Equals("service", "alices-service"),
            new Filter.Carries(null, "order-of-alice"),
            new Filter.Carries(null, new TraceId(1, 7).toString()))) {
      ScanReport report = store.scan(filter, TimeRange.ALL, QueryLimits.DEFAULT, row -> true);
      assertThat(report.scannedBlocks()).as("%s", filter).isZero();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(file ->
              assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                  .doesNotContain("alice"));
    }
  }

  @Test
  void rowsThatComeLaterStay() throws IOException {
    try (BlockStore store = open()) {
      write(store, 1);
      store.delete(ALICE, TimeRange.ALL);
      write(store, 2);
      assertThat(count(store, ALICE)).isEqualTo(50);
      store.flush();
      store.merge();
      assertThat(count(store, ALICE)).isEqualTo(50);
    }
  }

  @Test
  void onlyTheRangeIsTouched() throws IOException {
    try (BlockStore store = open()) {
      write(store, 1);
      store.flush();
      assertThat(store.delete(ALICE, new TimeRange(T + 1000, T + 1011)).rows()).isEqualTo(6);
      store.merge();
      assertThat(count(store, ALICE)).isEqualTo(44);
      assertThat(count(store, Filter.all())).isEqualTo(94);
    }
  }

  @Test
  void rowsThatComeAgainFromTheBufferAreCoveredAndTheOnesBehindThemAreNot() throws IOException {
    try (BlockStore store = open()) {
      write(store, 1);
      store.flush();
      write(store, 2);
      store.delete(ALICE, TimeRange.ALL);
      write(store, 3);
    }
    for (int life = 0; life < 3; life++) {
      try (BlockStore store = open()) {
        assertThat(store.committedPosition()).isEqualTo(life < 2 ? 1 : 3);
        if (life < 2) {
          write(store, 2);
          assertThat(count(store, ALICE)).isZero();
          write(store, 3);
        }
        assertThat(count(store, ALICE)).isEqualTo(50);
        if (life == 1) {
          store.flush();
        }
        store.merge();
        assertThat(count(store, ALICE)).isEqualTo(50);
        assertThat(store.deletion("1").state())
            .isEqualTo(life == 0 ? Deletion.State.RUNNING : Deletion.State.DONE);
      }
    }
  }

  @Test
  void aSegmentOfDeletedRowsOnlyVanishes() throws IOException {
    try (BlockStore store = open()) {
      write(store, 1);
      store.flush();
      store.delete(new Filter.Word(null, "user"), TimeRange.ALL);
      store.merge();
      assertThat(store.status().segments()).isZero();
      assertThat(directory.resolve("20261121")).doesNotExist();
    }
  }

  @Test
  void pagesGoOnAcrossADeletion() throws IOException {
    try (BlockStore store = open()) {
      write(store, 1);
      store.flush();
      write(store, 2);
      List<RowKey> keys = new ArrayList<>();
      RowQuery query = RowQuery.newest(Filter.all(), TimeRange.ALL, 30);
      RowKey next = store.search(query, row -> keys.add(row.key())).next();
      store.delete(ALICE, TimeRange.ALL);
      while (next != null) {
        next = store.search(query.after(next), row -> keys.add(row.key())).next();
        store.flush();
        store.merge();
      }
      assertThat(keys).hasSize(15 + 100).doesNotHaveDuplicates();
    }
  }

  @Test
  void everythingIsNotDeleted() throws IOException {
    try (BlockStore store = open()) {
      assertThatThrownBy(() -> store.delete(Filter.all(), TimeRange.ALL))
          .isInstanceOf(QueryException.class)
          .hasMessageContaining("expected: one that does not match every row");
    }
  }
}
