package dev.clew.storage.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.Attributes;
import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.life.BlockStoreConfig;
import dev.clew.storage.block.life.RowWriter;
import dev.clew.storage.rows.FieldSummary;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.ScanReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever the filter, the blocks that the index rules out hold no wanted row: random filters, most
 * of them cut out of the data, find the same with the index and without. The seed is in the name of
 * the test.
 */
class IndexEquivalenceTest {
  private static final int FILTERS = 1200;
  private static final int FLUSHES = 15;
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void theIndexRulesOutNoWantedRow(long seed) throws IOException {
    Random random = new Random(seed);
    RandomRows rows = new RandomRows(random);
    BlockStoreConfig config =
        new BlockStoreConfig(Duration.ofDays(2), Duration.ofSeconds(30), 1 << 20, false);
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    try (BlockStore store = BlockStore.open(config, TestRows.SCHEMA, directory, clock)) {
      for (int flush = 0; flush < FLUSHES; flush++) {
        write(store, rows, flush, random);
        if (flush == FLUSHES / 3) {
          store.merge();
        }
        if (flush < FLUSHES - 1) {
          store.flush();
        }
      }
      countsFields(store);
      RandomFilters filters = new RandomFilters(random, rows);
      long skipped = 0;
      int found = 0;
      for (int i = 0; i < FILTERS; i++) {
        Filter filter = filters.filter(2);
        String name = "seed " + seed + ", filter " + i + ": " + filter;
        List<String> brute = new ArrayList<>();
        List<String> indexed = new ArrayList<>();
        try {
          // What is denied twice asks the index for nothing.
          search(store, new Filter.Not(new Filter.Not(filter)), brute);
        } catch (QueryException e) {
          continue; // a regular expression that RE2 does not know
        }
        skipped += search(store, filter, indexed).skippedBlocks();
        assertThat(indexed).as(name).isEqualTo(brute);
        found += brute.isEmpty() ? 0 : 1;
      }
      assertThat(skipped).isGreaterThan(FILTERS);
      assertThat(found).isGreaterThan(FILTERS / 4);
    }
  }

  /** Fields of one type each are counted to the row, in memory and merged. */
  private static void countsFields(BlockStore store) throws IOException {
    List<String> known = List.of("ip", "order.id", "body", "name", "resource.service.name");
    List<FieldSummary> fields =
        store.fieldNames(TimeRange.ALL).stream().filter(f -> known.contains(f.name())).toList();
    assertThat(fields).hasSameSizeAs(known);
    for (FieldSummary field : fields) {
      List<String> found = new ArrayList<>();
      search(store, new Filter.Exists(field.name()), found);
      assertThat(field.rows()).as("%s", field).isEqualTo(found.size());
    }
  }

  private static ScanReport search(BlockStore store, Filter filter, List<String> found)
      throws IOException {
    return store.search(
        RowQuery.newest(filter, TimeRange.ALL, 20_000),
        row -> found.add(row.timeNanos() + " " + row.text(TestRows.BODY)));
  }

  private static void write(BlockStore store, RandomRows rows, int flush, Random random) {
    try (RowWriter writer = store.write()) {
      for (int i = 1 + random.nextInt(9); i > 0; i--) {
        writer.group(Attributes.of("resource.service.name", rows.value()));
        if (writer.begin(TimeRange.nanosOf(NOW) - random.nextInt(3600) * 1_000_000_000L)) {
          rows.write(writer);
          writer.end();
        }
      }
      writer.commit(flush);
    }
  }
}
