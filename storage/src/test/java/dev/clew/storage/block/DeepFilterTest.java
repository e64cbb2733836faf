package dev.clew.storage.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.life.BlockStoreConfig;
import dev.clew.storage.block.life.RowWriter;
import dev.clew.storage.rows.RowKey;
import dev.clew.storage.rows.RowQuery;
import dev.clew.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The deepest filter that can be made, and expressions that would become large, over real rows. */
class DeepFilterTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  /** Less than what a thread has, which may be deep in something else. */
  private static final int STACK = 768 << 10;

  @TempDir Path directory;
  private BlockStore store;

  @BeforeEach
  void open() throws IOException {
    BlockStoreConfig config =
        new BlockStoreConfig(Duration.ofDays(20), Duration.ofSeconds(30), 64 << 20, false);
    store = BlockStore.open(config, TestRows.SCHEMA, directory, new ManualClock(NOON));
    for (int flush = 0; flush < 2; flush++) {
      try (RowWriter rows = store.write()) {
        rows.begin(TimeRange.nanosOf(NOON));
        rows.text(TestRows.BODY, "payment failed");
        rows.text(TestRows.NAME, "shop");
        rows.end();
        rows.commit(flush + 1);
      }
      if (flush == 0) {
        store.flush(); // one row on disk, one in memory
      }
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private int count(Filter filter) throws IOException {
    List<RowKey> found = new ArrayList<>();
    store.search(RowQuery.newest(filter, TimeRange.ALL, 100), row -> found.add(row.key()));
    return found.size();
  }

  @Test
  void theDeepestFilterIsWalkedEverywhere() throws Exception {
    List<UnaryOperator<Filter>> wraps =
        List.of(
            filter -> new Filter.Not(new Filter.Not(filter)),
            filter ->
                new Filter.And(
                    List.of(
                        new Filter.Or(List.of(filter, new Filter.Word(null, "failed"))),
                        new Filter.Exists("name"))),
            filter ->
                new Filter.Or(
                    List.of(
                        new Filter.Word(null, "nothing"), new Filter.Not(new Filter.Not(filter)))));
    List<Throwable> faults = new ArrayList<>();
    for (UnaryOperator<Filter> wrap : wraps) {
      Filter filter = new Filter.Word(null, "payment");
      try {
        while (true) {
          filter = wrap.apply(filter);
        }
      } catch (QueryException e) {
        assertThat(e).hasMessageContaining("nested deeper");
      }
      Filter deepest = filter;
      Thread thread =
          new Thread(
              null,
              () -> {
                try {
                  assertThat(count(deepest)).isEqualTo(2);
                  assertThat(
                          store.delete(
                              new Filter.And(
                                  List.of(
                                      new Filter.Word("name", "other"),
                                      new Filter.Word(null, "x"))),
                              TimeRange.ALL))
                      .isNotNull();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              },
              "small",
              STACK);
      thread.setUncaughtExceptionHandler((t, fault) -> faults.add(fault));
      thread.start();
      thread.join();
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void expressionsThatBecomeTooLargeAreRefused() {
    for (String expression : List.of("((a{999}){999}){999}", "((a{1,100}){1,100}){1,100}")) {
      assertThatThrownBy(() -> count(new Filter.Regex(null, expression)))
          .isInstanceOf(QueryException.class)
          .hasMessageContaining("expression too large, ")
          .hasMessageContaining("(expected: at most ");
    }
  }
}
