package dev.clew.storage.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.Attributes;
import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.life.BlockStoreConfig;
import dev.clew.storage.block.life.RowWriter;
import dev.clew.storage.block.segment.BlockHandle;
import dev.clew.storage.block.segment.BlockSummary;
import dev.clew.storage.block.segment.Partition;
import dev.clew.storage.block.segment.Segment;
import dev.clew.storage.block.segment.Snapshot;
import dev.clew.storage.block.segment.StoreIncidents;
import dev.clew.storage.files.DurableFiles;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.ScanReport;
import dev.clew.storage.rows.WantedRows;
import dev.clew.testkit.RecordedIncidents;
import dev.clew.testkit.faults.FileDamage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every file of a store, damaged in every way: what is lost is at most what the damaged blocks
 * held, it is told once and to the row, no query fails, and all else is found as before.
 */
class DamageTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final BlockStoreConfig CONFIG =
      new BlockStoreConfig(Duration.ofDays(20), Duration.ofSeconds(30), 64 << 20, false);

  @TempDir static Path whole;
  @TempDir Path scratch;

  private static Set<String> all;

  /** By file and offset of each block: its rows. */
  private static final Map<Path, List<BlockSummary>> BLOCKS = new HashMap<>();

  @BeforeAll
  static void write() throws IOException {
    Random random = new Random(7);
    try (BlockStore store = open(whole, StoreIncidents.none())) {
      for (int flush = 0; flush < 3; flush++) {
        try (RowWriter rows = store.write()) {
          int count = flush == 0 ? 9_000 : 100;
          for (int i = 0; i < count; i++) {
            long daysAgo = i % 50 == 0 ? 1 : 0;
            rows.group(Attributes.of("resource.service.name", "shop" + i % 3));
            if (rows.begin(
                TimeRange.nanosOf(NOW) - daysAgo * Partition.DAY_NANOS - random.nextInt(1 << 30))) {
              rows.text(TestRows.BODY, "order " + flush + "x" + i + " took " + random.nextInt(900));
              rows.number(TestRows.LEVEL, i % 9);
              rows.id128(TestRows.TRACE, 7, 1 + i);
              rows.attribute("order.id").text("Order-" + random.nextInt(30_000));
              rows.end();
            }
          }
          rows.commit(flush);
        }
        store.flush();
      }
      store.delete(new Filter.Word(null, "1x17"), TimeRange.ALL);
      all = rows(store).found();
      try (Snapshot snapshot = store.snapshot()) {
        for (BlockHandle handle : snapshot.blocks()) {
          Segment.Block block = (Segment.Block) handle;
          BLOCKS
              .computeIfAbsent(
                  whole.relativize(block.segment().directory().resolve(Segment.BLOCKS)),
                  file -> new ArrayList<>())
              .add(block.summary());
        }
      }
    }
    assertThat(BLOCKS.values()).anyMatch(blocks -> blocks.size() > 1);
  }

  private static BlockStore open(Path directory, StoreIncidents incidents) throws IOException {
    return BlockStore.open(CONFIG, TestRows.SCHEMA, directory, CLOCK, incidents);
  }

  private record Answer(Set<String> found, ScanReport report) {}

  /** Reads every column of every row. */
  private static Answer rows(BlockStore store) throws IOException {
    return rows(store, Filter.all());
  }

  private static Answer rows(BlockStore store, Filter filter) throws IOException {
    Set<String> found = new HashSet<>();
    ScanReport report =
        store.stream(
            RowQuery.newest(filter, TimeRange.ALL, 1 << 20),
            row ->
                found.add(
                    row.text(TestRows.BODY)
                        + row.attributes()
                        + row.number(TestRows.LEVEL)
                        + row.idLow(TestRows.TRACE)));
    return new Answer(found, report);
  }

  @ParameterizedTest
  @EnumSource(FileDamage.class)
  void costsTheDamagedBlocksAndNoMore(FileDamage damage) throws IOException {
    List<Path> files;
    try (Stream<Path> tree = Files.walk(whole)) {
      files = tree.filter(Files::isRegularFile).map(whole::relativize).sorted().toList();
    }
    for (Path file : files) {
      for (int seed = 0; seed < (damage == FileDamage.FLIP ? 2 : 1); seed++) {
        Path copy = scratch.resolve("case");
        FileDamage.copy(whole, copy);
        if (Files.size(copy.resolve(file)) > 0) {
          FileDamage.Hit hit = damage.apply(copy.resolve(file), new Random(seed));
          check(copy, file, hit, damage + " of " + file + " with seed " + seed + ": " + hit);
        }
        DurableFiles.deleteDirectory(copy);
      }
    }
  }

  private static void check(Path copy, Path file, FileDamage.Hit hit, String name)
      throws IOException {
    long mayBeLost =
        BLOCKS.getOrDefault(file, List.of()).stream()
            .filter(block -> hit.touches(block.offset(), block.length()))
            .mapToLong(BlockSummary::rows)
            .sum();
    // A damaged deletion brings back the row that it has deleted.
    boolean deletion = file.startsWith("deletions");
    RecordedIncidents incidents = new RecordedIncidents();
    Set<String> left;
    try (BlockStore store = open(copy, new StoreIncidents("logs", incidents))) {
      Answer answer = rows(store);
      left = answer.found();
      long lost = all.stream().filter(row -> !left.contains(row)).count();
      assertThat(lost).as(name).isLessThanOrEqualTo(mayBeLost);
      assertThat(left.size()).as(name).isEqualTo(all.size() - (int) lost + (deletion ? 1 : 0));
      if (lost > 0) {
        assertThat(answer.report().partial()).as(name).contains("unreadable");
        assertThat(told(incidents)).as(name).isEqualTo(mayBeLost);
      }
      asksInManyWays(store, left, name);
      store.repair();
      assertThat(rows(store).found()).as(name).isEqualTo(left);
      assertThat(incidents.raised()).as(name).isEmpty();
      int before = incidents.events().size();
      rows(store, new Filter.Word(null, "took"));
      assertThat(incidents.events()).as("%s: told once", name).hasSize(before);
    }
    RecordedIncidents again = new RecordedIncidents();
    try (BlockStore store = open(copy, new StoreIncidents("logs", again))) {
      Answer answer = rows(store);
      assertThat(again.events()).as("%s: the second time", name).isEmpty();
      assertThat(answer.found()).as(name).isEqualTo(left);
      if (told(incidents) > 0) {
        assertThat(answer.report().partial()).as(name).contains("unreadable");
      }
      store.merge();
      Answer merged = rows(store);
      assertThat(merged.found()).as("%s: merged", name).isEqualTo(left);
      if (told(incidents) > 0) {
        assertThat(merged.report().partial()).as("%s: merged", name).contains("unreadable");
      }
    }
  }

  private static long told(RecordedIncidents incidents) {
    return incidents.events().stream()
        .filter(event -> event.sentence().contains("unreadable:"))
        .mapToLong(RecordedIncidents.Event::amount)
        .sum();
  }

  private static void asksInManyWays(BlockStore store, Set<String> left, String name)
      throws IOException {
    assertThat(rows(store, new Filter.Word(null, "took")).found()).as(name).isEqualTo(left);
    for (String word : List.of("0x8999", "2x99", "0x50")) {
      Set<String> expected = new HashSet<>(left);
      expected.removeIf(row -> !row.contains(" " + word + " "));
      assertThat(rows(store, new Filter.Word(null, word)).found()).as(name).isEqualTo(expected);
    }
    store.histogram(
        Filter.all(),
        new TimeRange(0, TimeRange.nanosOf(NOW) + 1),
        10,
        TestRows.LEVEL,
        QueryLimits.DEFAULT);
    store.facets(Filter.all(), TimeRange.ALL, List.of("level"), 5, QueryLimits.DEFAULT);
    store.patterns(
        WantedRows.of(Filter.all()),
        new TimeRange(0, TimeRange.nanosOf(NOW) + 1),
        2,
        5,
        QueryLimits.DEFAULT);
    store.coverage(TimeRange.ALL);
    assertThat(store.fieldNames(TimeRange.ALL)).as(name).isNotNull();
    store.status();
  }

  /** The index that is made from the blocks answers like the one it replaces. */
  @Test
  void aRebuiltIndexAnswersLikeTheOldOne() throws IOException {
    Random random = new Random(3);
    RandomRows rows = new RandomRows(random);
    Path directory = scratch.resolve("random");
    List<String> expected = new ArrayList<>();
    List<Filter> filters = new ArrayList<>();
    try (BlockStore store = open(directory, StoreIncidents.none())) {
      for (int flush = 0; flush < 6; flush++) {
        try (RowWriter writer = store.write()) {
          for (int i = 0; i < 8; i++) {
            writer.group(Attributes.of("resource.service.name", rows.value()));
            if (writer.begin(TimeRange.nanosOf(NOW) - random.nextInt(3600) * 1_000_000_000L)) {
              rows.write(writer);
              writer.end();
            }
          }
          writer.commit(flush);
        }
        store.flush();
      }
      RandomFilters all = new RandomFilters(random, rows);
      for (int i = 0; i < 400; i++) {
        filters.add(all.filter(2));
        expected.add(answer(store, filters.getLast()));
      }
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.toList()) {
        if (path.getFileName().toString().equals("ids")
            || path.getFileName().toString().endsWith(".cfs")) {
          FileDamage.ZERO.apply(path, random);
        }
      }
    }
    RecordedIncidents incidents = new RecordedIncidents();
    try (BlockStore store = open(directory, new StoreIncidents("logs", incidents))) {
      assertThat(answers(store, filters)).as("without an index").isEqualTo(expected);
      store.repair();
      assertThat(incidents.events())
          .hasSize(6)
          .allMatch(event ->
              event.kind() == IncidentKind.REBUILT
                  && event.sentence().contains("rebuilt from the 8 rows of its 1 blocks"));
      assertThat(answers(store, filters)).as("rebuilt").isEqualTo(expected);
    }
  }

  private static List<String> answers(BlockStore store, List<Filter> filters) throws IOException {
    List<String> answers = new ArrayList<>();
    for (Filter filter : filters) {
      answers.add(answer(store, filter));
    }
    return answers;
  }

  private static String answer(BlockStore store, Filter filter) throws IOException {
    try {
      return new TreeSet<>(rows(store, filter).found()).toString();
    } catch (QueryException e) {
      return "refused";
    }
  }
}
