package dev.clew.metricsstore;

import static dev.clew.metricsstore.Otlp.gauge;
import static dev.clew.metricsstore.Otlp.point;
import static dev.clew.metricsstore.Otlp.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.metricsstore.cardinality.CardinalityReport;
import dev.clew.metricsstore.cardinality.CardinalityReport.Count;
import dev.clew.metricsstore.cardinality.CardinalityReport.Pair;
import dev.clew.metricsstore.cardinality.LabelBreakdown;
import dev.clew.metricsstore.cardinality.MetricName;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.LabelMatcher.Operator;
import dev.clew.model.Labels;
import dev.clew.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CardinalityTest {
  private static final long DAY = 86_400_000L;
  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
  private static final long TODAY = NOW.toEpochMilli() / DAY;

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock(NOW);
  private final Map<Long, Set<Labels>> twin = new TreeMap<>();
  private MetricsStore store;
  private long position;

  @BeforeEach
  void open() throws IOException {
    store = MetricsStore.open(MetricsStoreConfig.defaults(directory), clock, task -> {});
  }

  private void add(long day, String metric, String... labels) {
    byte[] request =
        request(List.of(), gauge(metric, "", point(day * DAY + 1000 + position, 1, labels)));
    store.ingest(position++, 0, request, 0, request.length);
    String[] pairs = new String[labels.length + 2];
    System.arraycopy(labels, 0, pairs, 2, labels.length);
    pairs[0] = "__name__";
    pairs[1] = metric;
    twin.computeIfAbsent(day, d -> new HashSet<>()).add(Labels.of(pairs));
  }

  private void addRandom(Random random) throws IOException {
    for (int i = 0; i < 600; i++) {
      String[] labels =
          random.nextBoolean()
              ? new String[] {"pod", "pod-" + random.nextInt(60)}
              : new String[] {"pod", "pod-é" + random.nextInt(60), "zone", "z" + random.nextInt(3)};
      add(TODAY - random.nextInt(2), "m" + random.nextInt(5), labels);
      if (random.nextInt(40) == 0) {
        store.flush();
      }
      if (random.nextInt(100) == 0) {
        store.maintain();
      }
    }
  }

  /** Series by name and value. */
  private Map<String, Map<String, Long>> counted(long day, Set<String> metrics) {
    Map<String, Map<String, Long>> counts = new TreeMap<>();
    for (Labels labels : twin.getOrDefault(day, Set.of())) {
      if (metrics.isEmpty() || metrics.contains(labels.metricName())) {
        labels
            .asMap()
            .forEach((name, value) ->
                counts.computeIfAbsent(name, n -> new TreeMap<>()).merge(value, 1L, Long::sum));
      }
    }
    return counts;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void countsWhatIsInFilesAndInMemory(long seed) throws IOException {
    addRandom(new Random(seed));
    CardinalityReport report = store.statistics().cardinality(null, 1000);
    assertThat(report.day()).isEqualTo(TODAY);
    assertThat(report.series()).isEqualTo(twin.get(TODAY).size());
    assertThat(report.seriesBefore()).isEqualTo(twin.get(TODAY - 1).size());
    Map<String, Map<String, Long>> now = counted(TODAY, Set.of());
    Map<String, Map<String, Long>> before = counted(TODAY - 1, Set.of());
    Set<Pair> pairs = new HashSet<>();
    Set<Count> labels = new HashSet<>();
    now.forEach((name, values) -> {
      labels.add(new Count(name, values.size(), before.getOrDefault(name, Map.of()).size()));
      values.forEach((value, series) ->
          pairs.add(
              new Pair(
                  name,
                  value,
                  series,
                  before.getOrDefault(name, Map.of()).getOrDefault(value, 0L))));
    });
    assertThat(report.pairs()).containsExactlyInAnyOrderElementsOf(pairs);
    assertThat(report.labels()).containsExactlyInAnyOrderElementsOf(labels);
    assertThat(report.labelPairs()).isEqualTo(pairs.size());
    assertThat(report.pairs()).isSortedAccordingTo((a, b) -> Long.compare(b.series(), a.series()));
    assertThat(report.metrics()).hasSize(5);
    assertThat(report.days()).extracting("day").containsExactly(TODAY - 1, TODAY);
    CardinalityReport top = store.statistics().cardinality(TODAY, 2);
    assertThat(top.pairs()).containsExactlyElementsOf(report.pairs().subList(0, 2));
    assertThat(top.metrics()).containsExactlyElementsOf(report.metrics().subList(0, 2));
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void breaksMetricsDownByLabel(long seed) throws IOException {
    addRandom(new Random(seed));
    Set<String> metrics = Set.of("m1", "m3");
    Map<String, Map<String, Long>> expected = counted(TODAY, metrics);
    LabelBreakdown breakdown =
        store.statistics().breakdown(metrics, TODAY * DAY, TODAY * DAY + DAY - 1, 1000);
    assertThat(breakdown.series())
        .isEqualTo(expected.get("__name__").values().stream().mapToLong(n -> n).sum());
    Map<String, Map<String, Long>> found = new TreeMap<>();
    breakdown
        .labels()
        .forEach(label -> {
          Map<String, Long> values = new TreeMap<>();
          label.top().forEach(value -> values.put(value.value(), value.series()));
          found.put(label.name(), values);
          assertThat(label.values()).isEqualTo(values.size());
        });
    expected.remove("__name__");
    assertThat(found).isEqualTo(expected);
    assertThat(store.statistics().breakdown(Set.of("none"), 0, Long.MAX_VALUE, 10).labels())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {6, 7})
  void listsMetricNamesWithTheirLabels(long seed) throws IOException {
    addRandom(new Random(seed));
    List<MetricName> expected = new ArrayList<>();
    Map<String, Long> before = counted(TODAY - 1, Set.of()).get("__name__");
    counted(TODAY, Set.of())
        .get("__name__")
        .forEach((name, series) -> {
          Set<String> labels = new TreeSet<>(counted(TODAY, Set.of(name)).keySet());
          labels.remove("__name__");
          expected.add(
              new MetricName(
                  name, series.intValue(), before.getOrDefault(name, 0L).intValue(), labels));
        });
    assertThat(store.statistics().metricNames(0, TODAY * DAY + 5)).isEqualTo(expected);
    assertThat(store.statistics().metricNames(0, DAY)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {8, 9, 10})
  void findsLabelsAsTheTwinDoes(long seed) throws IOException {
    addRandom(new Random(seed));
    long start = TODAY * DAY;
    long end = start + DAY - 1;
    Set<Labels> today = twin.get(TODAY);
    List<List<LabelMatcher>> none = List.of();
    List<List<LabelMatcher>> some =
        List.of(
            List.of(
                new LabelMatcher("__name__", Operator.MATCH, "m[12]"),
                new LabelMatcher("zone", Operator.NOT_EQUAL, "z0")));
    Set<Labels> matching =
        today.stream()
            .filter(l -> l.metricName().matches("m[12]") && !l.get("zone").equals("z0"))
            .collect(Collectors.toSet());
    assertThat(store.labelValues("pod", none, start, end, 1000)).isEqualTo(values(today));
    assertThat(store.labelValues("pod", some, start, end, 1000)).isEqualTo(values(matching));
    assertThat(store.labelValues("pod", some, start, end, 3))
        .isEqualTo(values(matching).subList(0, 3));
    assertThat(store.labelNames(some, start, end, 1000)).containsExactly("__name__", "pod", "zone");
    assertThat(store.series(some, start, end, 1000)).isEqualTo(matching.stream().sorted().toList());
    assertThat(store.series(some, start, end, 2)).hasSize(2);
  }

  private static List<String> values(Set<Labels> series) {
    return series.stream().map(l -> l.get("pod")).distinct().sorted().toList();
  }

  @Test
  void saysNothingOfAnEmptyStore() {
    CardinalityReport report = store.statistics().cardinality(null, 10);
    assertThat(report.series()).isZero();
    assertThat(report.metrics()).isEmpty();
    assertThat(report.days()).isEmpty();
  }
}
