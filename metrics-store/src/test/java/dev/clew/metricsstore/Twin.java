package dev.clew.metricsstore;

import dev.clew.metricsstore.series.SeriesData;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What a store should hold, as plainly as possible: series to time to the bits of the value. */
final class Twin {
  private final Map<String, TreeMap<Long, Long>> series = new TreeMap<>();

  void put(String labels, long millis, double value) {
    series
        .computeIfAbsent(labels, key -> new TreeMap<>())
        .put(millis, Double.doubleToRawLongBits(value));
  }

  void dropBefore(long millis) {
    series.values().forEach(samples -> samples.headMap(millis).clear());
  }

  Map<String, Map<Long, Long>> select(Predicate<String> wanted, long start, long end) {
    Map<String, Map<Long, Long>> found = new TreeMap<>();
    series.forEach((labels, samples) -> {
      Map<Long, Long> part = samples.subMap(start, true, end, true);
      if (wanted.test(labels) && !part.isEmpty()) {
        found.put(labels, new TreeMap<>(part));
      }
    });
    return found;
  }

  static Map<String, Map<Long, Long>> of(List<SeriesData> list) {
    Map<String, Map<Long, Long>> found = new TreeMap<>();
    for (SeriesData data : list) {
      Map<Long, Long> samples = new TreeMap<>();
      for (int i = 0; i < data.size(); i++) {
        Long before =
            samples.put(data.timesMillis()[i], Double.doubleToRawLongBits(data.values()[i]));
        if (before != null || (i > 0 && data.timesMillis()[i] <= data.timesMillis()[i - 1])) {
          throw new AssertionError("times do not ascend in " + data.labels());
        }
      }
      found.put(data.labels().toString(), samples);
    }
    return found;
  }
}
