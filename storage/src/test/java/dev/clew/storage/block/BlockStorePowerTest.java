package dev.clew.storage.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.AttributeValue;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.TestRows.PlainRow;
import dev.clew.storage.block.life.BlockStoreConfig;
import dev.clew.storage.block.life.RowWriter;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.ScanReport;
import dev.clew.testkit.ManualClock;
import dev.clew.testkit.faults.Fault;
import dev.clew.testkit.faults.FaultyFiles;
import dev.clew.testkit.faults.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store on a disk that fails: power, space, forces. The seed is in the name of the test. */
class BlockStorePowerTest {
  private static final BlockStoreConfig CONFIG =
      new BlockStoreConfig(Duration.ofDays(2), Duration.ofSeconds(30), 1 << 20, false);

  @TempDir Path directory;
  private final ManualClock clock = ManualClock.at("2026-11-21T12:00:00Z");
  private FaultyFiles files;
  private Random random;

  /** Batches by position, as the write-ahead buffer keeps them. */
  private final TreeMap<Long, List<PlainRow>> buffer = new TreeMap<>();

  /** Numbers of rows that are deleted for good. */
  private final BitSet deleted = new BitSet();

  /** Of a deletion that the machine stopped in: it has happened as a whole, or not at all. */
  private final BitSet uncertain = new BitSet();

  private long nextRow;

  private BlockStore open() throws IOException {
    return BlockStore.open(CONFIG, TestRows.SCHEMA, files.root().resolve("logs"), clock);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void whatWasFlushedSurvivesAPowerFailureAtAnyMoment(long seed) throws IOException {
    random = new Random(seed);
    files = FaultyFiles.over(directory);
    long flushed = BlockStore.NONE;
    for (int life = 0; life < 25; life++) {
      files.stopAfter(files.changes() + random.nextInt(300));
      flushed = live(flushed);
      files.powerFailure(random);
      try (BlockStore store = open()) {
        assertThat(store.committedPosition()).as("life %d", life).isGreaterThanOrEqualTo(flushed);
        holds(store, store.committedPosition());
        assertThat(store.status().corruptFiles()).isZero();
        feed(store);
        holds(store, Long.MAX_VALUE);
      }
    }
  }

  /** Works until the machine stops; returns the last position that was said to be flushed. */
  private long live(long before) {
    long flushed = before;
    BlockStore store = null;
    try {
      store = open();
      feed(store);
      for (int i = 0; i < 12; i++) {
        write(store, 1 + random.nextInt(40));
        if (random.nextBoolean()) {
          store.flush();
          flushed = store.committedPosition();
        }
        if (random.nextInt(3) == 0) {
          store.merge();
        }
        if (random.nextInt(6) == 0) {
          delete(store, "o-" + random.nextInt(100));
        }
      }
      store.flush();
      flushed = store.committedPosition();
      store.merge();
    } catch (IOException | RuntimeException | AssertionError e) {
      // Lucene asserts that a directory can always be forced.
      assertThat(files.stopped()).as("nothing else may fail: %s", e).isTrue();
    }
    if (store != null) {
      try {
        store.close();
      } catch (RuntimeException | AssertionError e) {
        assertThat(files.stopped()).isTrue();
      }
    }
    return flushed;
  }

  private void delete(BlockStore store, String order) throws IOException {
    buffer.values().stream()
        .flatMap(List::stream)
        .filter(row -> row.matches(new Filter.Carries("order.id", order)))
        .forEach(row -> uncertain.set((int) row.sequence()));
    uncertain.andNot(deleted);
    store.delete(new Filter.Carries("order.id", order), TimeRange.ALL);
    deleted.or(uncertain);
    uncertain.clear();
  }

  @Test
  void aFullDiskDelaysAFlushAndLosesNothing() throws IOException {
    failsAndMends(Fault.diskFull());
  }

  @Test
  void aRefusedForceDelaysAFlushAndLosesNothing() throws IOException {
    failsAndMends(Fault.always(Operation.FORCE, "Input/output error"));
  }

  @Test
  void aRefusedRenameDelaysAFlushAndLosesNothing() throws IOException {
    failsAndMends(Fault.always(Operation.RENAME, "Read-only file system"));
  }

  private void failsAndMends(Fault fault) throws IOException {
    random = new Random(1);
    files = FaultyFiles.over(directory);
    long committed;
    try (BlockStore store = open()) {
      write(store, 100);
      store.flush();
      committed = store.committedPosition();
      write(store, 100);
      files.fault(fault);
      for (int i = 0; i < 3; i++) {
        org.assertj.core.api.Assertions.assertThatThrownBy(store::flush)
            .isInstanceOf(IOException.class);
        assertThat(store.committedPosition()).isEqualTo(committed);
        holds(store, Long.MAX_VALUE);
      }
      files.fault(Fault.NONE);
      store.flush();
      assertThat(store.committedPosition()).isEqualTo(buffer.lastKey());
      holds(store, Long.MAX_VALUE);
    }
    files.powerFailure(random);
    try (BlockStore store = open()) {
      holds(store, Long.MAX_VALUE);
    }
  }

  private void write(BlockStore store, int rows) {
    long position = buffer.isEmpty() ? 3 : buffer.lastKey() + 1 + random.nextInt(4);
    List<PlainRow> batch = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      long age = random.nextInt(10) == 0 ? 86_400_000L : 0;
      batch.add(
          new PlainRow(
              TimeRange.nanosOf(clock.instant()) - (age + random.nextInt(100_000)) * 1_000_000L,
              nextRow++,
              random.nextBoolean() ? "checkout" : "payment",
              "order " + random.nextInt(1000) + " accepted",
              random.nextInt(9),
              new TraceId(7, random.nextInt(100)),
              random.nextInt(1000),
              Map.of("order.id", AttributeValue.of("o-" + random.nextInt(100))),
              ""));
    }
    buffer.put(position, batch);
    ingest(store, position, batch);
  }

  /** Feeds the store from behind its committed position, like the buffer does. */
  private void feed(BlockStore store) {
    buffer
        .tailMap(store.committedPosition(), false)
        .forEach((position, batch) -> ingest(store, position, batch));
  }

  private static void ingest(BlockStore store, long position, List<PlainRow> batch) {
    try (RowWriter rows = store.write()) {
      batch.forEach(row -> row.write(rows));
      rows.commit(position);
    }
  }

  /** The store holds each row of the batches up to that position once, and no other. */
  private void holds(BlockStore store, long position) throws IOException {
    BitSet missing = new BitSet();
    buffer.headMap(position, true).values().stream()
        .flatMap(List::stream)
        .forEach(row -> missing.set((int) row.sequence()));
    missing.andNot(deleted);
    BitSet expected = (BitSet) missing.clone();
    List<Long> unexpected = new ArrayList<>();
    ScanReport report =
        store.scan(
            Filter.all(),
            TimeRange.ALL,
            QueryLimits.DEFAULT,
            row -> {
              int number = Integer.parseInt(row.value("n"));
              if (!missing.get(number)) {
                unexpected.add((long) number);
              }
              missing.clear(number);
              return true;
            });
    assertThat(report.partial()).isNull();
    settle(missing, expected);
    assertThat(missing.stream().boxed()).as("missing rows").isEmpty();
    assertThat(unexpected).as("rows found twice, or not written").isEmpty();
  }

  /** Finds out what became of the deletion that the machine stopped in. */
  private void settle(BitSet missing, BitSet expected) {
    BitSet stored = (BitSet) uncertain.clone();
    stored.and(expected);
    if (stored.isEmpty()) {
      return; // its rows have not been stored yet
    }
    BitSet gone = (BitSet) stored.clone();
    gone.and(missing);
    if (gone.equals(stored)) {
      deleted.or(uncertain);
      missing.andNot(uncertain);
    }
    uncertain.clear();
  }
}
