package dev.clew.storage.block.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.BlockStore;
import dev.clew.storage.block.TestRows;
import dev.clew.storage.block.TestRows.PlainRow;
import dev.clew.storage.block.segment.Partition;
import dev.clew.storage.rows.Row;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowTailTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path directory;
  private BlockStore store;
  private long position;
  private long number;

  @BeforeEach
  void open() throws Exception {
    BlockStoreConfig config =
        new BlockStoreConfig(Duration.ofDays(2), Duration.ofSeconds(30), 1 << 20, false);
    store = BlockStore.open(config, TestRows.SCHEMA, directory, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** Writes rows of two days, numbered from {@link #number}; every third says "three". */
  private void write(int rows, boolean commit) {
    long first = number;
    try (RowWriter writer = store.write()) {
      for (int i = 0; i < rows; i++) {
        long time = TimeRange.nanosOf(NOW) - (number % 2) * Partition.DAY_NANOS;
        String body = number % 3 == 0 ? "three " + number : "row " + number;
        new PlainRow(time, number, "checkout", body, 0, TraceId.NONE, 0, Map.of(), "")
            .write(writer);
        number++;
      }
      if (commit) {
        writer.commit(++position);
      }
    }
    if (!commit) {
      number = first;
    }
  }

  private static Long numberOf(Row row) {
    return Long.valueOf(String.valueOf(row.value("n")));
  }

  private static CompletableFuture<List<Long>> follow(RowTail<Long> tail) {
    CompletableFuture<List<Long>> result = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try (tail) {
        List<Long> all = new ArrayList<>();
        while (true) {
          RowTail.Batch<Long> batch = tail.take(LONG);
          all.addAll(batch.rows());
          assertThat(batch.missed()).isZero();
          if (batch.ended()) {
            result.complete(all);
            return;
          }
        }
      } catch (InterruptedException | RuntimeException | AssertionError e) {
        result.completeExceptionally(e);
      }
    });
    return result;
  }

  private static List<Long> numbers(long from, long to, int step) {
    return LongStream.range(from, to).filter(n -> n % step == 0).boxed().toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyRowComesOnceInTheOrderOfIngest(long seed) throws Exception {
    Random random = new Random(seed);
    List<CompletableFuture<List<Long>>> readers = new ArrayList<>();
    List<List<Long>> expectedFrom = new ArrayList<>();
    int total = 40_000;
    while (number < total) {
      switch (random.nextInt(10)) {
        case 0 -> store.flush();
        case 1 -> write(1 + random.nextInt(50), false);
        case 2 -> {
          if (readers.size() < 8) {
            boolean three = random.nextBoolean();
            Filter filter = three ? new Filter.Word(null, "three") : Filter.all();
            readers.add(follow(store.tail(filter, RowTailTest::numberOf, 1_000_000)));
            expectedFrom.add(List.of(number, three ? 3L : 1L));
          }
        }
        default -> write(1 + random.nextInt(random.nextInt(20) == 0 ? 9000 : 200), true);
      }
    }
    // Ended only when all is read: what waits can still be taken, but is put there by and by.
    RowTail<Long> last = store.tail(Filter.all(), RowTailTest::numberOf);
    write(1, true);
    assertThat(last.take(LONG).rows()).hasSize(1);
    store.close();
    for (int i = 0; i < readers.size(); i++) {
      List<Long> from = expectedFrom.get(i);
      assertThat(readers.get(i).join())
          .as("seed %s, reader %s", seed, i)
          .isEqualTo(numbers(from.get(0), number, from.get(1).intValue()));
    }
  }

  /** Rows of one commit may come in several batches. */
  private static List<Long> take(RowTail<Long> tail, int rows) throws Exception {
    List<Long> taken = new ArrayList<>();
    while (taken.size() < rows) {
      RowTail.Batch<Long> batch = tail.take(LONG);
      assertThat(batch.rows()).as("after %s", taken).isNotEmpty();
      taken.addAll(batch.rows());
    }
    return taken;
  }

  @Test
  void aSlowReaderIsToldHowManyItMissed() throws Exception {
    try (RowTail<Long> slow = store.tail(Filter.all(), RowTailTest::numberOf, 10);
        RowTail<Long> fast = store.tail(Filter.all(), RowTailTest::numberOf)) {
      write(25, true);
      assertThat(take(fast, 25)).isEqualTo(numbers(0, 25, 1));
      RowTail.Batch<Long> batch = slow.take(LONG);
      assertThat(batch.rows()).isEqualTo(numbers(0, 10, 1));
      assertThat(batch.missed()).isEqualTo(15);

      write(5, true);
      assertThat(take(fast, 5)).isEqualTo(numbers(25, 30, 1));
      assertThat(slow.take(LONG)).isEqualTo(new RowTail.Batch<>(numbers(25, 30, 1), 0, false));
    }
  }

  @Test
  void endsWithTheStoreAndWithItsReader() throws Exception {
    RowTail<Long> failing =
        store.tail(
            Filter.all(),
            row -> {
              throw new QueryException(QueryException.Kind.EXECUTION, "not like this", -1);
            });
    RowTail<Long> closed = store.tail(Filter.all(), RowTailTest::numberOf);
    closed.close();
    assertThat(closed.take(LONG).ended()).isTrue();

    RowTail<Long> other = store.tail(Filter.all(), RowTailTest::numberOf);
    write(1, true);
    assertThatThrownBy(() -> failing.take(LONG)).hasMessage("not like this");
    assertThat(other.take(LONG).rows()).hasSize(1);
    store.close();
    assertThat(other.take(LONG).ended()).isTrue();
  }

  @Test
  void theNumberOfTailsIsBounded() {
    for (int i = 0; i < 64; i++) {
      store.tail(Filter.all(), RowTailTest::numberOf);
    }
    assertThatThrownBy(() -> store.tail(Filter.all(), RowTailTest::numberOf))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("64");
  }
}
