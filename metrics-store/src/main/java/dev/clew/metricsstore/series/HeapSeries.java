package dev.clew.metricsstore.series;

import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Series in plain maps, for tests and trials. Thread-safe by one lock. */
public final class HeapSeries implements SeriesSource {
  /** A float or a histogram. */
  private record Sample(double value, @Nullable NativeHistogram histogram, long startMillis) {}

  // guarded by this
  private final SortedMap<Labels, NavigableMap<Long, Sample>> series = new TreeMap<>();
  private final SortedMap<String, List<MetricMetadata>> metadata = new TreeMap<>();
  private final List<ExemplarSeries> exemplars = new ArrayList<>();

  /** Adds a float; one that is there at that time already is replaced. */
  public synchronized void add(Labels labels, long timeMillis, double value) {
    add(labels, timeMillis, 0, value);
  }

  /**
   * Adds a float; one that is there at that time already is replaced.
   *
   * @param startMillis since when it has been counting, or 0
   */
  public synchronized void add(Labels labels, long timeMillis, long startMillis, double value) {
    samples(labels).put(timeMillis, new Sample(value, null, startMillis));
  }

  /** Adds a histogram; what is there at that time already is replaced. */
  public synchronized void add(Labels labels, long timeMillis, NativeHistogram histogram) {
    add(labels, timeMillis, 0, histogram);
  }

  /**
   * Adds a histogram; what is there at that time already is replaced.
   *
   * @param startMillis since when it has been counting, or 0
   */
  public synchronized void add(
      Labels labels, long timeMillis, long startMillis, NativeHistogram histogram) {
    samples(labels).put(timeMillis, new Sample(0, histogram, startMillis));
  }

  public synchronized void describe(String metric, MetricMetadata description) {
    metadata.computeIfAbsent(metric, key -> new ArrayList<>()).add(description);
  }

  public synchronized void add(ExemplarSeries more) {
    exemplars.add(more);
  }

  private NavigableMap<Long, Sample> samples(Labels labels) {
    return series.computeIfAbsent(labels, key -> new TreeMap<>());
  }

  @Override
  public synchronized List<SeriesData> select(
      List<LabelMatcher> matchers, long startMillis, long endMillis, ReadLimits limits) {
    Predicate<Labels> filter = LabelMatcher.all(matchers);
    List<SeriesData> found = new ArrayList<>();
    long samples = 0;
    for (Map.Entry<Labels, NavigableMap<Long, Sample>> entry : series.entrySet()) {
      if (startMillis > endMillis || !filter.test(entry.getKey())) {
        continue;
      }
      Map<Long, Sample> range = entry.getValue().subMap(startMillis, true, endMillis, true);
      if (!range.isEmpty()) {
        found.add(data(entry.getKey(), range));
        samples += range.size();
        if (found.size() > limits.series() || samples > limits.samples()) {
          throw new QueryException(
              QueryException.Kind.LIMIT,
              "query processing would load too many samples into memory in query execution",
              -1);
        }
      }
    }
    return found;
  }

  private static SeriesData data(Labels labels, Map<Long, Sample> samples) {
    long[] times = new long[samples.size()];
    double[] values = new double[samples.size()];
    NativeHistogram[] histograms = null;
    long[] starts = null;
    int i = 0;
    for (Map.Entry<Long, Sample> entry : samples.entrySet()) {
      times[i] = entry.getKey();
      values[i] = entry.getValue().value();
      if (entry.getValue().histogram() != null) {
        histograms = histograms == null ? new NativeHistogram[times.length] : histograms;
        histograms[i] = entry.getValue().histogram();
      }
      if (entry.getValue().startMillis() != 0) {
        starts = starts == null ? new long[times.length] : starts;
        starts[i] = entry.getValue().startMillis();
      }
      i++;
    }
    return new SeriesData(labels, times, values, histograms, starts, times.length);
  }

  @Override
  public synchronized SeriesListing listSeries(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit) {
    Predicate<Labels> filter = any(selections);
    return SeriesListing.of(
        series.entrySet().stream()
            .filter(e -> !e.getValue().subMap(startMillis, true, endMillis, true).isEmpty())
            .map(Map.Entry::getKey)
            .filter(filter)
            .limit(limit)
            .toList());
  }

  @Override
  public List<String> labelNames(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit) {
    TreeSet<String> names = new TreeSet<>();
    series(selections, startMillis, endMillis, Integer.MAX_VALUE)
        .forEach(labels -> names.addAll(labels.asMap().keySet()));
    return names.stream().limit(limit).toList();
  }

  @Override
  public ValueListing listValues(
      String name,
      List<List<LabelMatcher>> selections,
      long startMillis,
      long endMillis,
      int limit) {
    TreeSet<String> values = new TreeSet<>();
    series(selections, startMillis, endMillis, Integer.MAX_VALUE)
        .forEach(labels -> values.add(labels.get(name)));
    values.remove("");
    return ValueListing.of(values.stream().limit(limit).toList());
  }

  @Override
  public synchronized Map<String, List<MetricMetadata>> metadata(
      @Nullable String metric, int limit) {
    Map<String, List<MetricMetadata>> found = new TreeMap<>();
    metadata.forEach((name, descriptions) -> {
      if (found.size() < limit && (metric == null || Objects.equals(name, metric))) {
        found.put(name, List.copyOf(descriptions));
      }
    });
    return found;
  }

  @Override
  public synchronized List<ExemplarSeries> exemplars(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit) {
    Predicate<Labels> filter = any(selections);
    return exemplars.stream()
        .filter(e -> filter.test(e.seriesLabels()))
        .map(e ->
            new ExemplarSeries(
                e.seriesLabels(),
                e.exemplars().stream()
                    .filter(x -> x.timeMillis() >= startMillis && x.timeMillis() <= endMillis)
                    .toList()))
        .filter(e -> !e.exemplars().isEmpty())
        .limit(limit)
        .toList();
  }

  private static Predicate<Labels> any(List<List<LabelMatcher>> selections) {
    if (selections.isEmpty()) {
      return labels -> true;
    }
    List<Predicate<Labels>> filters = selections.stream().map(LabelMatcher::all).toList();
    return labels -> filters.stream().anyMatch(filter -> filter.test(labels));
  }

  /** Deletes samples and exemplars in an inclusive range of time. */
  public synchronized void delete(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis) {
    Predicate<Labels> filter = any(selections);
    series.forEach((labels, samples) -> {
      if (filter.test(labels)) {
        samples.subMap(startMillis, true, endMillis, true).clear();
      }
    });
    series.values().removeIf(Map::isEmpty);
    exemplars.replaceAll(e ->
        filter.test(e.seriesLabels())
            ? new ExemplarSeries(
                e.seriesLabels(),
                e.exemplars().stream()
                    .filter(x -> x.timeMillis() < startMillis || x.timeMillis() > endMillis)
                    .toList())
            : e);
    exemplars.removeIf(e -> e.exemplars().isEmpty());
  }

  /** Forgets everything. */
  public synchronized void clear() {
    series.clear();
    metadata.clear();
    exemplars.clear();
  }

  @Override
  public synchronized String toString() {
    return "HeapSeries" + Arrays.toString(series.keySet().toArray());
  }
}
