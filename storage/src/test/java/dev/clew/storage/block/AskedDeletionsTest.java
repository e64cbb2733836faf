package dev.clew.storage.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.query.Filter;
import dev.clew.model.query.SearchParser;
import dev.clew.storage.block.TestRows.PlainRow;
import dev.clew.storage.block.life.BlockStoreConfig;
import dev.clew.storage.block.life.RowWriter;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.WantedRows;
import dev.clew.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskedDeletionsTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final long T = TimeRange.nanosOf(NOON);

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock(NOON);
  private BlockStore store;
  private AskedDeletions deletions;

  @BeforeEach
  void open() throws IOException {
    store =
        BlockStore.open(
            new BlockStoreConfig(Duration.ofDays(20), Duration.ofSeconds(30), 64 << 20, false),
            TestRows.SCHEMA,
            directory,
            clock);
    deletions = new AskedDeletions(store, clock);
    write(1);
    store.flush();
    write(2); // still in memory
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  /** Ten rows, three of them of alice. */
  private void write(long position) {
    try (RowWriter rows = store.write()) {
      for (int i = 0; i < 10; i++) {
        new PlainRow(
                T + position * 1000 + i,
                i,
                "shop",
                i < 3 ? "user alice logged in" : "user bob logged in",
                1,
                new TraceId(1, i + 1),
                0,
                Map.of(),
                "")
            .write(rows);
      }
      rows.commit(position);
    }
  }

  private long rows() throws IOException {
    return store.scan(Filter.all(), TimeRange.ALL, QueryLimits.DEFAULT, row -> true).rows();
  }

  private AskedDeletions.Outcome delete(String query, long confirmed, boolean always)
      throws IOException {
    return deletions.delete(
        query, () -> WantedRows.of(SearchParser.parse(query)), TimeRange.ALL, confirmed, always);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"service:*", "*:*", "service:/.*/", "/.*/", "-x:y", "service:shop OR x:y", "user"})
  void nothingIsDeletedBeforeTheNumberWasSaid(String query) throws IOException {
    for (boolean always : new boolean[] {true, false}) {
      AskedDeletions.Outcome outcome;
      try {
        outcome = delete(query, -1, always);
      } catch (QueryException e) {
        continue; // refused altogether is as good
      }
      assertThat(outcome.extent().rows()).isEqualTo(20);
      long matching = outcome.extent().matching();
      assertThat(outcome.deletion() == null).isEqualTo(matching > (always ? 0 : 10));
      assertThat(rows()).isEqualTo(20);
    }
  }

  @Test
  void theNumberOfTheQuestionDeletesWhatWasThereThen() throws IOException {
    AskedDeletions.Outcome question = delete("user", -1, true);
    assertThat(question.extent()).isEqualTo(new AskedDeletions.Extent(20, 20));
    write(3);
    assertThat(delete("user", 19, true).deletion()).isNull();
    AskedDeletions.Outcome again = delete("user", 20, true);
    assertThat(again.deletion()).as("the question was asked anew, with 30").isNull();
    assertThat(again.extent().matching()).isEqualTo(30);
    write(4);
    store.flush();
    assertThat(delete("user", 30, true).deletion().rows()).isEqualTo(30);
    assertThat(rows()).as("those that came after the question").isEqualTo(10);
    store.merge();
    assertThat(rows()).isEqualTo(10);
  }

  @Test
  void aPartNeedsTheNumberOnlyWhereItIsAlwaysNeeded() throws IOException {
    assertThat(delete("alice", -1, true).deletion()).isNull();
    assertThat(delete("alice", -1, false).deletion().rows()).isEqualTo(6);
    assertThat(delete("nobody", -1, true).deletion().rows()).isZero();
    assertThat(rows()).isEqualTo(14);
  }

  @Test
  void aForgottenQuestionIsAnsweredByWhatIsThereNow() throws IOException {
    delete("alice", -1, true);
    write(3);
    clock.advance(Duration.ofMinutes(16));
    assertThat(delete("alice", 6, true).extent().matching()).isEqualTo(9);
    clock.advance(Duration.ofMinutes(16));
    assertThat(delete("alice", 9, true).deletion().rows()).isEqualTo(9);
  }

  @Test
  void whatComesWhileTheQueryIsWorkedOutStays() throws IOException {
    AskedDeletions.Outcome outcome =
        deletions.delete(
            "alice",
            () -> {
              write(3);
              return new WantedRows(SearchParser.parse("alice"), row -> row.sequence() < 20);
            },
            TimeRange.ALL,
            -1,
            false);
    assertThat(outcome.deletion().rows()).isEqualTo(6);
    assertThat(rows()).isEqualTo(24);
    store.flush();
    store.merge();
    assertThat(rows()).isEqualTo(24);
  }

  @Test
  void nothingIsDeletedByAFilterThatWantsMore() throws IOException {
    assertThatThrownBy(() ->
            deletions.delete(
                "one",
                () -> new WantedRows(SearchParser.parse("alice"), row -> row.sequence() != 11),
                TimeRange.ALL,
                -1,
                false))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("does not want all rows of the filter");
    assertThat(rows()).isEqualTo(20);
  }

  @Test
  void theNumberIsANumber() {
    assertThat(AskedDeletions.confirmed("")).isEqualTo(-1);
    assertThat(AskedDeletions.confirmed("12")).isEqualTo(12);
    for (String wrong : new String[] {"all", "-1", "1e3", "99999999999999999999"}) {
      assertThatThrownBy(() -> AskedDeletions.confirmed(wrong)).isInstanceOf(QueryException.class);
    }
  }
}
