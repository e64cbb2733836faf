package dev.clew.metricsstore;

import static dev.clew.metricsstore.Otlp.gauge;
import static dev.clew.metricsstore.Otlp.point;
import static dev.clew.metricsstore.Otlp.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.LabelMatcher.Operator;
import dev.clew.model.Labels;
import dev.clew.testkit.ManualClock;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the store lists of many labels over several days, files and the head, beside the simplest
 * way to find it.
 */
class SeriesListingTest {
  private static final long T = Instant.parse("2026-03-10T12:00:00Z").toEpochMilli();
  private static final long DAY = 86_400_000L;

  /** The last two are in one order as UTF-8 and in the other as UTF-16. */
  private static final List<String> VALUES =
      List.of("a", "b", "B", "a\"b", "a\\", "ä", "日本", "0", "a b", "\uE000x", "😀");

  private static final Comparator<String> BYTES =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private static final Comparator<Labels> ORDER =
      (a, b) -> {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
          int order = a.name(i).compareTo(b.name(i));
          order = order != 0 ? order : BYTES.compare(a.value(i), b.value(i));
          if (order != 0) {
            return order;
          }
        }
        return Integer.compare(a.size(), b.size());
      };

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock(Instant.ofEpochMilli(T));
  private final Map<Labels, NavigableSet<Long>> expected = new HashMap<>();
  private final List<byte[]> buffer = new ArrayList<>();

  private MetricsStore open() throws IOException {
    MetricsStore store =
        MetricsStore.open(MetricsStoreConfig.defaults(directory), clock, task -> {});
    for (long i = store.committedPosition() + 1; i < buffer.size(); i++) {
      ingest(store, i);
    }
    return store;
  }

  private void ingest(MetricsStore store, long position) {
    byte[] request = buffer.get((int) position);
    store.ingest(position, 0, request, 0, request.length);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whatIsListedIsWhatIsThere(long seed) throws IOException {
    Random random = new Random(seed);
    MetricsStore store = open();
    try {
      for (int step = 0; step < 400; step++) {
        put(store, random);
        switch (random.nextInt(40)) {
          case 0 -> store.flush();
          case 1 -> {
            store.flush();
            store.maintain();
          }
          case 2 -> {
            store.close();
            store = open();
          }
          case 3 -> delete(store, random);
          default -> {}
        }
        if (step % 20 == 0) {
          compare(store, random);
        }
      }
    } finally {
      store.close();
    }
  }

  private void put(MetricsStore store, Random random) {
    TreeMap<String, String> labels = new TreeMap<>();
    for (int i = random.nextInt(7); i > 0; i--) {
      labels.put("l" + random.nextInt(9), VALUES.get(random.nextInt(VALUES.size())));
    }
    List<String> attributes = new ArrayList<>();
    labels.forEach((name, value) -> attributes.addAll(List.of(name, value)));
    String metric = "m" + random.nextInt(4);
    labels.put("__name__", metric);
    NavigableSet<Long> times = expected.computeIfAbsent(Labels.of(labels), key -> new TreeSet<>());
    List<NumberDataPoint> points = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      long time = T - (long) (random.nextInt(4) * random.nextDouble() * DAY);
      times.add(time);
      points.add(point(time, 1, attributes.toArray(new String[0])));
    }
    buffer.add(request(List.of(), gauge(metric, "", points.toArray(new NumberDataPoint[0]))));
    ingest(store, buffer.size() - 1L);
  }

  private static List<LabelMatcher> selection(Random random) {
    String value = VALUES.get(random.nextInt(VALUES.size()));
    return switch (random.nextInt(5)) {
      case 0 -> List.of();
      case 1 -> List.of(LabelMatcher.equal("__name__", "m" + random.nextInt(4)));
      case 2 -> List.of(new LabelMatcher("l1", Operator.NOT_EQUAL, value));
      case 3 -> List.of(new LabelMatcher("l2", Operator.MATCH, "[a-z0-9]*"));
      default -> List.of(LabelMatcher.equal("l" + random.nextInt(9), value));
    };
  }

  private void delete(MetricsStore store, Random random) throws IOException {
    List<LabelMatcher> selection = selection(random);
    long start = random.nextBoolean() ? Long.MIN_VALUE : T - random.nextInt(200_000_000);
    long end = random.nextBoolean() ? Long.MAX_VALUE : T - random.nextInt(100_000_000);
    Predicate<Labels> chosen = LabelMatcher.all(selection);
    Predicate<Long> deleted = time -> time >= start && time <= end;
    boolean all = start == Long.MIN_VALUE && end == Long.MAX_VALUE;
    if (!all
        && expected.entrySet().stream()
            .anyMatch(e -> chosen.test(e.getKey()) && empties(e.getValue(), deleted))) {
      return; // the index of the day knows such a series still
    }
    store.delete(List.of(selection), start, end);
    expected.forEach((labels, times) -> {
      if (chosen.test(labels)) {
        times.removeIf(deleted);
      }
    });
  }

  /** Whether a day would be left without a sample. */
  private static boolean empties(NavigableSet<Long> times, Predicate<Long> deleted) {
    Map<Long, Boolean> left = new HashMap<>();
    times.forEach(time -> left.merge(time / DAY, !deleted.test(time), Boolean::logicalOr));
    return left.containsValue(false);
  }

  private void compare(MetricsStore store, Random random) {
    List<List<LabelMatcher>> selections = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      selections.add(selection(random));
    }
    long start = random.nextInt(3) == 0 ? Long.MIN_VALUE : T - random.nextInt(300_000_000);
    long end = random.nextInt(3) == 0 ? Long.MAX_VALUE : T - random.nextInt(100_000_000);
    List<Labels> present =
        expected.entrySet().stream()
            .filter(entry -> entry.getValue().stream().anyMatch(t -> t >= start && t <= end))
            .map(Map.Entry::getKey)
            .filter(labels -> selections.stream().anyMatch(s -> LabelMatcher.all(s).test(labels)))
            .sorted(ORDER)
            .toList();
    assertThat(store.series(selections, start, end, Integer.MAX_VALUE)).isEqualTo(present);
    int limit = 1 + random.nextInt(20);
    assertThat(store.series(selections, start, end, limit))
        .hasSize(Math.min(limit, present.size()))
        .isSortedAccordingTo(ORDER)
        .doesNotHaveDuplicates()
        .isSubsetOf(present);
    String name = "l" + random.nextInt(9);
    List<String> values =
        present.stream()
            .map(labels -> labels.get(name))
            .filter(value -> !value.isEmpty())
            .distinct()
            .sorted(BYTES)
            .toList();
    assertThat(store.labelValues(name, selections, start, end, Integer.MAX_VALUE))
        .isEqualTo(values);
    assertThat(store.labelValues(name, selections, start, end, limit))
        .isEqualTo(values.stream().limit(limit).toList());
    TreeSet<String> names = new TreeSet<>();
    present.forEach(labels -> names.addAll(labels.asMap().keySet()));
    assertThat(store.labelNames(selections, start, end, Integer.MAX_VALUE))
        .containsExactlyElementsOf(names);
  }
}
