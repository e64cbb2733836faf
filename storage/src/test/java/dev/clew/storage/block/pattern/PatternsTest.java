package dev.clew.storage.block.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.Attributes;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.BlockStore;
import dev.clew.storage.block.TestRows;
import dev.clew.storage.block.life.BlockStoreConfig;
import dev.clew.storage.block.life.RowWriter;
import dev.clew.storage.rows.Patterns;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.WantedRows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatternsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final long BEGIN = TimeRange.nanosOf(NOW) - Duration.ofHours(1).toNanos();
  private static final TimeRange RANGE = new TimeRange(BEGIN, BEGIN + 1000);

  @TempDir Path directory;
  private BlockStore store;
  private long position;

  @BeforeEach
  void open() throws IOException {
    BlockStoreConfig config =
        new BlockStoreConfig(Duration.ofDays(20), Duration.ofSeconds(30), 1 << 20, false);
    store = BlockStore.open(config, TestRows.SCHEMA, directory, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void write(String service, int level, String... bodies) {
    try (RowWriter rows = store.write()) {
      rows.group(Attributes.of("resource.service.name", service));
      for (int i = 0; i < bodies.length; i++) {
        rows.begin(BEGIN + i);
        rows.number(TestRows.LEVEL, level);
        rows.text(TestRows.BODY, bodies[i]);
        rows.end();
      }
      rows.commit(position++);
    }
  }

  private Patterns patterns(Filter filter) throws IOException {
    return store.patterns(WantedRows.of(filter), RANGE, 10, 100, QueryLimits.DEFAULT);
  }

  private List<String> texts() throws IOException {
    return patterns(Filter.all()).patterns().stream().map(Patterns.Pattern::text).toList();
  }

  @Test
  void rowsOnDiskAndInMemoryAreCountedByTheirTemplate() throws IOException {
    write("checkout", 1, "user 17 logged in from 10.0.0.7", "user 18 logged in from 10.0.0.8");
    store.flush();
    write("cart", 8, "user 19 logged in from 10.0.0.9", "cache miss");
    Patterns found = patterns(Filter.all());
    assertThat(found.total()).isEqualTo(4);
    assertThat(found.distinct()).isEqualTo(2);
    Patterns.Pattern first = found.patterns().getFirst();
    assertThat(first.text()).isEqualTo("user <*> logged in from <*>");
    assertThat(first.count()).isEqualTo(3);
    assertThat(first.firstNanos()).isEqualTo(BEGIN);
    assertThat(first.lastNanos()).isEqualTo(BEGIN + 1);
    assertThat(first.symbols()).isEqualTo(Map.of("low", 2L, "high", 1L));
    assertThat(first.services()).isEqualTo(Map.of("checkout", 2L, "cart", 1L));
    assertThat(first.sample()).matches("user 1[789] logged in from 10.0.0.[789]");
    assertThat(found.patterns().getLast().text()).isEqualTo("cache miss");
  }

  @Test
  void countsPerBucketAndLimit() throws IOException {
    String[] bodies = new String[1000];
    Arrays.setAll(bodies, i -> i % 10 == 0 ? "tick" : "took " + i + "ms");
    write("a", 1, bodies);
    store.flush();
    Patterns found = store.patterns(WantedRows.of(Filter.all()), RANGE, 10, 1, QueryLimits.DEFAULT);
    assertThat(found.stepNanos()).isEqualTo(100);
    assertThat(found.distinct()).isEqualTo(2);
    assertThat(found.patterns()).hasSize(1);
    assertThat(found.patterns().getFirst().counts()).containsOnly(90).hasSize(10);
  }

  @Test
  void aTestNarrowsItFurther() throws IOException {
    write("a", 1, "user 17 failed", "user 18 failed", "user 19 left");
    store.flush();
    write("b", 1, "user 20 failed");
    WantedRows wanted =
        new WantedRows(
            new Filter.Word(null, "failed"), row -> !row.text(TestRows.BODY).contains("18"));
    Patterns found = store.patterns(wanted, RANGE, 10, 100, QueryLimits.DEFAULT);
    assertThat(found.total()).isEqualTo(2);
    assertThat(found.patterns().getFirst().services()).isEqualTo(Map.of("a", 1L, "b", 1L));
  }

  @Test
  void theFilterNarrowsWhatIsCounted() throws IOException {
    write("a", 1, "user 17 failed", "user 18 left", "nothing");
    store.flush();
    assertThat(patterns(new Filter.Word(null, "user")).total()).isEqualTo(2);
  }

  @Test
  void manyTemplatesThatDifferInOneWordAreOne() throws IOException {
    Random random = new Random(4);
    String[] bodies = new String[600];
    Arrays.setAll(
        bodies, i -> "mail to " + (char) ('a' + i % 20) + "x was sent after " + random.nextInt(9));
    write("a", 1, bodies);
    write("b", 1, "card accepted", "card declined", "card expired");
    assertThat(texts())
        .containsExactly(
            "mail to <*> was sent after <*>", "card accepted", "card declined", "card expired");
  }

  @Test
  void linesThatDifferInSeveralWordsAreOneWhenHalfOfThemAreTheSame() throws IOException {
    String[] bodies = new String[900];
    Arrays.setAll(
        bodies, i -> "host " + words(i * 31) + " asked " + words(i * 57) + " for status of node");
    write("a", 1, bodies);
    store.flush();
    write("b", 1, "trace here\n\tat A.b(A.java:7)", "trace here\n\tat C.d(C.java:9)\n\tat E.f");
    assertThat(texts()).containsExactly("host <*> asked <*> for status of node", "trace here");
  }

  @Test
  void tooManyTemplatesAreCountedTogether() throws IOException {
    String[] bodies = new String[PatternTable.MOST + 500];
    // No two of them have the same between their words.
    Arrays.setAll(
        bodies,
        i ->
            Integer.toString(i, 4)
                .replaceAll("(.)", "x$1")
                .replaceAll("0", "!")
                .replaceAll("1", "#")
                .replaceAll("2", "?")
                .replaceAll("3", "="));
    write("a", 1, bodies);
    Patterns all =
        store.patterns(WantedRows.of(Filter.all()), RANGE_OF_ALL, 3, 50_000, QueryLimits.DEFAULT);
    assertThat(all.total()).isEqualTo(bodies.length);
    assertThat(all.patterns().stream().mapToLong(Patterns.Pattern::count).sum())
        .isEqualTo(bodies.length);
    assertThat(all.patterns().getLast().text()).isEqualTo(Patterns.OTHER);
  }

  private static final TimeRange RANGE_OF_ALL = new TimeRange(BEGIN, BEGIN + 100_000);

  private static String words(int number) {
    return Integer.toString(number, 26)
        .chars()
        .mapToObj(c -> Character.toString('a' + c % 26))
        .reduce("", String::concat);
  }

  @Test
  void dottedAndDashedVariablesAreOneWildcard() throws IOException {
    write("a", 1, "at 2026-11-21T10:00:01.5Z up 1.5", "at 2026-11-21T10:00:01Z up 2.51.3");
    assertThat(texts()).containsExactly("at <*> up <*>");
  }

  @Test
  void patternsAreShownWithoutColours() throws IOException {
    write(
        "checkout",
        1,
        "\u001B[31merror\u001B[0m in \u001B[1mcart 17\u001B[22m",
        "\u001B[31merror\u001B[0m in \u001B[1mcart 18\u001B[22m");
    assertThat(texts()).containsExactly("error in cart <*>");
    assertThat(patterns(Filter.all()).patterns().getFirst().template())
        .isEqualTo("\u001B[31merror\u001B[0m in \u001B[1mcart <*>\u001B[22m");
  }
}
