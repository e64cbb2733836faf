package dev.clew.storage.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.model.query.IpRange;
import dev.clew.model.query.SearchParser;
import dev.clew.storage.block.life.BlockStoreConfig;
import dev.clew.storage.block.life.RowWriter;
import dev.clew.storage.rows.RowQuery;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
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
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store whose segments have terms of version 3, to which every byte beyond ASCII was a letter and
 * a UUID one word ({@code words/terms-3.zip}: {@link LinesAsSent}, written by that version). What
 * is found in it is what a plain scan finds, as it is and merged with segments of today.
 */
class OldTermsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final int PIECES = 300;

  @TempDir Path directory;

  private void unpack() throws IOException {
    try (InputStream in = OldTermsTest.class.getResourceAsStream("/words/terms-3.zip");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = directory.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(zip, file);
        }
      }
    }
  }

  @Test
  void olderSegmentsAreNotRuledOutByWhatTheyLack() throws IOException {
    unpack();
    BlockStoreConfig config =
        new BlockStoreConfig(Duration.ofDays(2), Duration.ofSeconds(30), 1 << 24, false);
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    Random random = new Random(3);
    try (BlockStore store = BlockStore.open(config, TestRows.SCHEMA, directory, clock)) {
      List<String> lines = new ArrayList<>();
      store.search(
          RowQuery.newest(Filter.all(), TimeRange.ALL, 10_000),
          row -> {
            lines.addFirst(row.text(TestRows.BODY));
            return true;
          });
      assertThat(lines).hasSize(360);
      long skipped = compare(store, lines, random);
      assertThat(skipped).as("the index still rules out blocks").isGreaterThan(PIECES);
      add(store, lines, random);
      compare(store, lines, random);
      store.merge();
      compare(store, lines, random);
    }
  }

  private static void add(BlockStore store, List<String> lines, Random random) throws IOException {
    LinesAsSent kinds = new LinesAsSent(random);
    for (int flush = 0; flush < 6; flush++) {
      try (RowWriter rows = store.write()) {
        for (int i = 0; i < 60; i++) {
          String line = kinds.line((flush * 6 + i % 6) % kinds.kinds());
          rows.begin(TimeRange.nanosOf(NOW) + lines.size());
          rows.text(TestRows.BODY, line);
          rows.attribute("n").whole(lines.size());
          rows.end();
          lines.add(line);
        }
        rows.commit(100 + flush);
      }
      store.flush();
    }
  }

  private static long compare(BlockStore store, List<String> lines, Random random)
      throws IOException {
    long skipped = 0;
    for (int i = 0; i < PIECES; i++) {
      String line = lines.get(random.nextInt(lines.size()));
      Filter filter = RandomPieces.filter(RandomPieces.of(line, random), random);
      TreeSet<Integer> expected = new TreeSet<>();
      IntStream.range(0, lines.size())
          .filter(n -> PlainScan.matches(filter, lines.get(n)))
          .forEach(expected::add);
      TreeSet<Integer> found = new TreeSet<>();
      skipped += search(store, filter, found);
      assertThat(found).as("%s of %s", filter, line).isEqualTo(expected);
    }
    TreeSet<Integer> all = new TreeSet<>();
    TreeSet<Integer> network = new TreeSet<>();
    search(store, new Filter.Not(new Filter.Not(NETWORK)), all);
    search(store, NETWORK, network);
    assertThat(network).isEqualTo(all).isNotEmpty();
    return skipped;
  }

  private static final Filter NETWORK = new Filter.Network(null, IpRange.parse("0.0.0.0/1"));

  private static long search(BlockStore store, Filter filter, TreeSet<Integer> found)
      throws IOException {
    return store
        .search(
            RowQuery.newest(filter, TimeRange.ALL, 20_000),
            row -> found.add(Integer.valueOf(row.attributes().text("n"))))
        .skippedBlocks();
  }

  @Test
  void wholeIdsAreLookedUpInOlderSegments() throws IOException {
    unpack();
    BlockStoreConfig config =
        new BlockStoreConfig(Duration.ofDays(2), Duration.ofSeconds(30), 1 << 24, false);
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    try (BlockStore store = BlockStore.open(config, TestRows.SCHEMA, directory, clock)) {
      Filter nowhere = SearchParser.parse("00000000-895d-4b64-9e2d-00000000d2e3");
      // Of the six blocks, one has a word that was cut and may have held anything.
      assertThat(search(store, nowhere, new TreeSet<>())).isEqualTo(5);
    }
  }
}
