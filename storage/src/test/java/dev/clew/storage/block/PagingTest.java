package dev.clew.storage.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.life.BlockStoreConfig;
import dev.clew.storage.block.life.RowWriter;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.RowKey;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.ScanReport;
import dev.clew.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of results while rows move about below them, and how much of the store they read. */
class PagingTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final long T = TimeRange.nanosOf(NOON);

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock(NOON);
  private long position;
  private BlockStore store;

  @BeforeEach
  void open() throws IOException {
    BlockStoreConfig config =
        new BlockStoreConfig(Duration.ofDays(20), Duration.ofSeconds(30), 64 << 20, false);
    store = BlockStore.open(config, TestRows.SCHEMA, directory, clock);
  }

  @org.junit.jupiter.api.AfterEach
  void close() {
    store.close();
  }

  private void write(long... times) {
    try (RowWriter rows = store.write()) {
      for (long time : times) {
        rows.begin(time);
        rows.text(TestRows.BODY, "row");
        rows.end();
      }
      rows.commit(++position);
    }
  }

  private static RowQuery query(int limit, boolean newest) {
    RowQuery query = RowQuery.newest(Filter.all(), TimeRange.ALL, limit);
    return newest ? query : query.oldestFirst();
  }

  /**
   * Between any two pages rows are flushed, merged, sealed with their day, or come in elsewhere.
   */
  @ParameterizedTest(name = "seed {0}, newest first: {1}")
  @CsvSource({"1,true", "2,true", "3,false", "4,false"})
  void everyRowIsOnOnePageWhateverHappensBetweenThem(long seed, boolean newest) throws IOException {
    Random random = new Random(seed);
    for (int flush = 0; flush < 10; flush++) {
      long[] times = new long[1 + random.nextInt(200)];
      for (int i = 0; i < times.length; i++) {
        times[i] = T + random.nextInt(20); // many of the same instant, in memory and on disk
      }
      write(times);
      if (flush < 9) {
        store.flush();
      }
    }
    List<RowKey> expected = new ArrayList<>();
    store.search(query(100_000, newest), row -> expected.add(row.key()));
    List<RowKey> sorted = new ArrayList<>(expected);
    sorted.sort(newest ? Collections.reverseOrder() : null);
    assertThat(expected).isEqualTo(sorted).doesNotHaveDuplicates();

    List<RowKey> found = new ArrayList<>();
    RowKey next = null;
    int page = 0;
    do {
      RowQuery query = query(1 + random.nextInt(60), newest).after(next);
      next = store.search(query, row -> found.add(row.key())).next();
      next = next == null ? null : RowKey.parse(next.toString());
      switch (page++) {
        case 2 -> store.flush();
        case 4 -> store.merge();
        case 5 -> write(newest ? T + 100 : T - 100); // on a page that is behind us
        case 6 -> {
          clock.advance(Duration.ofDays(2));
          store.merge();
        }
        default -> {}
      }
    } while (next != null);
    assertThat(page).isGreaterThan(7);
    assertThat(found).isEqualTo(expected);
  }

  private void writeBlocks(int blocks, long width) throws IOException {
    Random random = new Random(5);
    for (int block = 0; block < blocks; block++) {
      long[] times = new long[100];
      for (int i = 0; i < times.length; i++) {
        times[i] = T + block * 1000L + random.nextLong(width);
      }
      write(times);
      store.flush();
    }
  }

  private int blocksRead(RowQuery query) throws IOException {
    return store.search(query, row -> true).scannedBlocks();
  }

  @Test
  void aPageReadsOnlyTheBlocksThatItsRowsAreIn() throws IOException {
    writeBlocks(50, 1000);
    assertThat(blocksRead(query(10, true))).isEqualTo(1);
    assertThat(blocksRead(query(10, false))).isEqualTo(1);
    assertThat(blocksRead(query(150, true))).isEqualTo(2);
    assertThat(blocksRead(query(150, false))).isEqualTo(2);
    RowKey middle = new RowKey(T + 25_000, 0);
    assertThat(blocksRead(query(10, true).after(middle))).isLessThanOrEqualTo(2);
    assertThat(blocksRead(query(10, false).after(middle))).isLessThanOrEqualTo(2);
  }

  @Test
  void blocksThatOverlapAreReadOnlyWhileTheyMayHoldABetterRow() throws IOException {
    writeBlocks(50, 5000); // each overlaps with four on either side
    assertThat(blocksRead(query(10, true))).isLessThanOrEqualTo(6);
    assertThat(blocksRead(query(10, false))).isLessThanOrEqualTo(6);
  }

  @Test
  void aScanEndsAtItsBoundsAndSaysSo() throws IOException {
    writeBlocks(20, 1000);
    QueryLimits few = new QueryLimits(Duration.ofSeconds(30), 300, 1 << 30, () -> false);
    ScanReport report = store.scan(Filter.all(), TimeRange.ALL, few, row -> true);
    assertThat(report.rows()).isEqualTo(300);
    assertThat(report.partial()).contains("after looking at 300 rows");
    QueryLimits small = new QueryLimits(Duration.ofSeconds(30), 1 << 30, 1, () -> false);
    assertThat(store.scan(Filter.all(), TimeRange.ALL, small, row -> true).partial())
        .contains("bytes");
    QueryLimits quick = new QueryLimits(Duration.ofNanos(1), 1 << 30, 1 << 30, () -> false);
    assertThat(store.scan(Filter.all(), TimeRange.ALL, quick, row -> true).partial())
        .contains("ended after");
  }

  @Test
  void aScanDeliversRowsAsItReadsThemAndEndsWhenItIsCanceled() throws IOException {
    writeBlocks(20, 1000);
    int[] seen = {0};
    QueryLimits limits = QueryLimits.DEFAULT.withCanceled(() -> seen[0] >= 250);
    assertThatThrownBy(() -> store.scan(Filter.all(), TimeRange.ALL, limits, row -> ++seen[0] > 0))
        .hasMessageContaining("canceled");
    assertThat(seen[0]).isEqualTo(300); // asked between blocks
    seen[0] = 0;
    store.scan(Filter.all(), TimeRange.ALL, QueryLimits.DEFAULT, row -> ++seen[0] < 7);
    assertThat(seen[0]).isEqualTo(7);
  }
}
