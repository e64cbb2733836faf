package dev.clew.storage.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.Attributes;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.life.BlockStoreConfig;
import dev.clew.storage.block.life.RowWriter;
import dev.clew.storage.rows.RowQuery;
import dev.clew.testkit.Conformance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Words, phrases, beginnings, ends, parts and expressions cut out of lines, and their negations,
 * find what a plain scan of the lines finds: in sealed blocks with templates, in merged ones, and
 * in memory.
 */
class SearchAgainstScanTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String SET = "search against a scan";
  private static final int LINES = 2400;
  private static final int PIECES = 700;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void findsWhatAPlainScanFinds(long seed) throws IOException {
    Random random = new Random(seed);
    LinesAsSent kinds = new LinesAsSent(random);
    List<String> lines = new ArrayList<>();
    BlockStoreConfig config =
        new BlockStoreConfig(Duration.ofDays(2), Duration.ofSeconds(30), 1 << 24, false);
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    try (BlockStore store = BlockStore.open(config, TestRows.SCHEMA, directory, clock)) {
      for (int flush = 0; flush < 10; flush++) {
        write(store, kinds, lines, flush, random);
        if (flush < 9) {
          store.flush();
        }
        if (flush == 5) {
          store.merge();
        }
      }
      int found = 0;
      for (int i = 0; i < PIECES; i++) {
        String line = lines.get(random.nextInt(lines.size()));
        Filter filter = RandomPieces.filter(RandomPieces.of(line, random), random);
        TreeSet<Integer> expected = new TreeSet<>();
        IntStream.range(0, lines.size())
            .filter(n -> PlainScan.matches(filter, lines.get(n)))
            .forEach(expected::add);
        String name = "seed " + seed + ", piece " + i + ": " + filter;
        Conformance.expect(
            SET, () -> assertThat(search(store, filter)).as(name).isEqualTo(expected));
        TreeSet<Integer> others = search(store, new Filter.Not(filter));
        TreeSet<Integer> missing = new TreeSet<>(IntStream.range(0, lines.size()).boxed().toList());
        missing.removeAll(others);
        Conformance.expect(SET, () -> assertThat(missing).as("not, " + name).isEqualTo(expected));
        assertThat(others).as("not, " + name).hasSize(lines.size() - expected.size());
        found += expected.isEmpty() ? 0 : 1;
      }
      assertThat(found).isGreaterThan(PIECES / 2);
    }
  }

  private static void write(
      BlockStore store, LinesAsSent kinds, List<String> lines, int flush, Random random) {
    try (RowWriter rows = store.write()) {
      rows.group(Attributes.of("resource.service.name", "shop"));
      // A flush has some kinds of lines only, so that the index rules out blocks.
      int first = random.nextInt(kinds.kinds());
      for (int i = 0; i < LINES / 10; i++) {
        String line = kinds.line((first + random.nextInt(12)) % kinds.kinds());
        rows.begin(TimeRange.nanosOf(NOW) - 1_000_000L * (LINES - lines.size()));
        rows.text(TestRows.BODY, line);
        rows.attribute("n").whole(lines.size());
        rows.end();
        lines.add(line);
      }
      rows.commit(flush);
    }
  }

  private static TreeSet<Integer> search(BlockStore store, Filter filter) throws IOException {
    TreeSet<Integer> found = new TreeSet<>();
    store.search(
        RowQuery.newest(filter, TimeRange.ALL, 20_000),
        row -> found.add(Integer.valueOf(row.attributes().text("n"))));
    return found;
  }
}
