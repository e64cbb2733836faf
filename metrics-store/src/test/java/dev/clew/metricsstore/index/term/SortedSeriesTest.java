package dev.clew.metricsstore.index.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.metricsstore.files.RealFiles;
import dev.clew.metricsstore.index.FreshTerms;
import dev.clew.metricsstore.index.IndexSegment;
import dev.clew.metricsstore.index.IndexWriter;
import dev.clew.metricsstore.index.LabelSet;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.memory.QueryMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortedSeriesTest {
  @TempDir Path directory;

  private static List<LabelSet> some(Random random, int count) {
    List<LabelSet> series = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TreeMap<String, String> labels = new TreeMap<>();
      for (int label = random.nextInt(6); label > 0; label--) {
        labels.put("n" + random.nextInt(8), "v" + random.nextInt(5));
      }
      labels.put("n" + random.nextInt(3), Integer.toHexString(random.nextInt()));
      series.add(LabelSet.of(labels));
    }
    return series;
  }

  private static int[] numbers(int from, int count) {
    return IntStream.range(from, from + count).toArray();
  }

  /** Three places, of which one is a large index that is asked for a few. */
  private List<SortedSeries.Part> parts(Random random, List<Labels> expected, IndexSegment index) {
    List<LabelSet> fresh = some(random, 40);
    List<LabelSet> others = some(random, 7);
    int[] few = {103, 250, 977};
    for (int number : few) {
      expected.add(index.labels(number).toLabels());
    }
    fresh.forEach(labels -> expected.add(labels.toLabels()));
    others.forEach(labels -> expected.add(labels.toLabels()));
    return List.of(
        new SortedSeries.Part(FreshTerms.of(fresh), numbers(0, 40)),
        new SortedSeries.Part(index.terms(), few),
        new SortedSeries.Part(FreshTerms.of(others), numbers(0, 7)));
  }

  private static List<Labels> read(SortedSeries listing) {
    List<Labels> series = new ArrayList<>();
    Map<Integer, String> seen = new HashMap<>();
    Map<String, Integer> users = new HashMap<>();
    Map<String, Boolean> shared = new HashMap<>();
    while (listing.next()) {
      String[] pairs = new String[2 * listing.size()];
      for (int i = 0; i < listing.size(); i++) {
        int label = listing.label(i);
        assertThat(label).isLessThan(listing.labelCount());
        pairs[2 * i] = listing.name(label);
        pairs[2 * i + 1] = new String(listing.value(label), StandardCharsets.UTF_8);
        String text = pairs[2 * i] + "=" + pairs[2 * i + 1];
        assertThat(seen.computeIfAbsent(label, key -> text)).isEqualTo(text);
        users.merge(text, 1, Integer::sum);
        shared.put(text, listing.isShared(label));
      }
      series.add(Labels.ofSorted(pairs));
    }
    assertThat(seen).hasSize(users.size());
    users.forEach((text, count) -> assertThat(shared).containsEntry(text, count > 1));
    return series;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1000})
  void seriesOfSeveralPlacesAreInTheOrderOfTheirLabels(int run) throws IOException {
    Random random = new Random(run);
    Path file = directory.resolve("index");
    IndexWriter.write(new RealFiles(), file, 20_000, 100, some(random, 1000));
    IndexSegment index = IndexSegment.open(file);
    try {
      List<Labels> expected = new ArrayList<>();
      List<SortedSeries.Part> parts = parts(random, expected, index);
      expected.sort(null);
      assertThat(read(new SortedSeries(parts, run, () -> {}))).isEqualTo(expected);
      List<Labels> all = new ArrayList<>();
      for (int i = 100; i < 1100; i++) {
        all.add(index.labels(i).toLabels());
      }
      all.sort(null);
      parts = List.of(new SortedSeries.Part(index.terms(), numbers(100, 1000)));
      assertThat(read(new SortedSeries(parts, run, () -> {}))).isEqualTo(all);
    } finally {
      index.file().release();
    }
  }

  /** More terms than a number is kept for each of. */
  @Test
  void aFewOfManyAreFoundWithoutANumberForEachTerm() throws IOException {
    List<LabelSet> series = new ArrayList<>();
    for (int i = 0; i < 70_000; i++) {
      series.add(
          LabelSet.of(new TreeMap<>(Map.of("a", "x" + i % 3, "b", "y" + i, "c", "z" + i % 2))));
    }
    Path file = directory.resolve("index");
    IndexWriter.write(new RealFiles(), file, 20_000, 0, series);
    IndexSegment index = IndexSegment.open(file);
    try {
      int[] few = {0, 3, 5, 69_999};
      List<Labels> expected = new ArrayList<>();
      for (int number : few) {
        expected.add(series.get(number).toLabels());
      }
      expected.sort(null);
      List<SortedSeries.Part> parts = List.of(new SortedSeries.Part(index.terms(), few));
      assertThat(read(new SortedSeries(parts, 1, () -> {}))).isEqualTo(expected);
    } finally {
      index.file().release();
    }
  }

  @Test
  void nothingIsListedOfNothingAndTheEndIsToldOnce() {
    AtomicInteger ends = new AtomicInteger();
    SortedSeries listing = new SortedSeries(List.of(), 10, ends::incrementAndGet);
    assertThat(listing.next()).isFalse();
    assertThat(listing.next()).isFalse();
    listing.close();
    listing.close();
    assertThat(ends).hasValue(1);
  }

  /** What is held is reserved before the first series: reading them reserves nothing. */
  @Test
  @SuppressWarnings("try") // the scope is held, not used
  void memoryIsRefusedAtTheBeginning() {
    List<LabelSet> series = some(new Random(1), 3000);
    List<SortedSeries.Part> parts =
        List.of(new SortedSeries.Part(FreshTerms.of(series), numbers(0, series.size())));
    try (QueryMemory memory = QueryMemory.of(MemoryBudget.of("queries", 1 << 20), "this query");
        QueryMemory.Scope scope = memory.enter()) {
      SortedSeries listing = new SortedSeries(parts, 10, () -> {});
      long held = memory.heldBytes();
      assertThat(held).isGreaterThan(12L * series.size());
      assertThat(read(listing)).hasSize(series.size());
      assertThat(memory.heldBytes()).isEqualTo(held);
    }
    try (QueryMemory memory = QueryMemory.of(MemoryBudget.of("queries", 64 << 10), "this query");
        QueryMemory.Scope scope = memory.enter()) {
      assertThatThrownBy(() -> new SortedSeries(parts, 10, () -> {}))
          .isInstanceOf(QueryException.class);
    }
  }
}
