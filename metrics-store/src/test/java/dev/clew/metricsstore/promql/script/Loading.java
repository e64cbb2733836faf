package dev.clew.metricsstore.promql.script;

import dev.clew.metricsstore.promql.histogram.HistogramArithmetic;
import dev.clew.metricsstore.promql.parse.Literals;
import dev.clew.metricsstore.series.HeapSeries;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.NativeHistogram.CounterReset;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts the points of {@code load} into series, as a store would mark counter resets. */
final class Loading {
  private final HeapSeries series;
  private final long stepMillis;

  /** Classic buckets by labels without {@code le}, then time, then bound. */
  private final Map<Labels, TreeMap<Long, TreeMap<Double, Double>>> classic = new HashMap<>();

  private final Map<Labels, Map<Long, Double>> sums = new HashMap<>();

  Loading(HeapSeries series, long stepMillis) {
    this.series = series;
    this.stepMillis = stepMillis;
  }

  void add(SeriesNotation.Line line, @Nullable StartNotation starts, boolean custom) {
    NativeHistogram previous = null;
    for (int i = 0; i < line.points().size(); i++) {
      Point point = line.points().get(i);
      long time = i * stepMillis;
      if (point == null) {
        continue;
      }
      NativeHistogram histogram = point.histogram();
      long start = starts == null ? 0 : starts.start(i, time);
      if (histogram == null) {
        series.add(line.labels(), time, start, point.value());
        previous = null;
        if (custom) {
          collect(line.labels(), time, point.value());
        }
      } else {
        series.add(line.labels(), time, start, marked(previous, histogram));
        previous = histogram;
      }
    }
  }

  /**
   * What Prometheus answers from its chunks. A chunk holds samples without a reset between them, so
   * all but its first are known to be none; whether the first is one it never says, as the chunk
   * before may be gone.
   */
  private static NativeHistogram marked(NativeHistogram previous, NativeHistogram now) {
    if (now.counterReset() == CounterReset.GAUGE) {
      return now;
    }
    NativeHistogram unknown = HistogramArithmetic.marked(now, CounterReset.UNKNOWN);
    boolean first =
        previous == null
            || previous.counterReset() == CounterReset.GAUGE
            || now.counterReset() == CounterReset.RESET
            || previous.schema() != now.schema()
            || previous.zeroThreshold() != now.zeroThreshold()
            || !Arrays.equals(previous.customBounds(), now.customBounds())
            || HistogramArithmetic.isReset(
                HistogramArithmetic.marked(previous, CounterReset.UNKNOWN), unknown);
    return first ? unknown : HistogramArithmetic.marked(now, CounterReset.NOT_RESET);
  }

  private void collect(Labels labels, long time, double value) {
    if (SeriesData.isStale(value)) {
      return;
    }
    String name = labels.metricName();
    Map<String, String> pairs = new HashMap<>(labels.asMap());
    pairs.remove("le");
    Double bound = name.endsWith("_bucket") ? bound(labels.get("le")) : null;
    if (bound != null) {
      pairs.put(Labels.METRIC_NAME, name.substring(0, name.length() - "_bucket".length()));
      classic
          .computeIfAbsent(Labels.of(pairs), key -> new TreeMap<>())
          .computeIfAbsent(time, key -> new TreeMap<>())
          .put(bound, value);
    } else if (name.endsWith("_sum")) {
      pairs.put(Labels.METRIC_NAME, name.substring(0, name.length() - "_sum".length()));
      sums.computeIfAbsent(Labels.of(pairs), key -> new HashMap<>()).put(time, value);
    }
  }

  private static @Nullable Double bound(String text) {
    try {
      double bound = Literals.number(text);
      return Double.isNaN(bound) ? null : bound;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Writes the histograms with custom bounds that the classic buckets make. */
  void finish() {
    classic.forEach((labels, times) -> {
      NativeHistogram previous = null;
      for (Map.Entry<Long, TreeMap<Double, Double>> entry : times.entrySet()) {
        double sum = sums.getOrDefault(labels, Map.of()).getOrDefault(entry.getKey(), 0.0);
        NativeHistogram histogram = custom(entry.getValue(), sum);
        series.add(labels, entry.getKey(), marked(previous, histogram));
        previous = histogram;
      }
    });
  }

  private static NativeHistogram custom(TreeMap<Double, Double> buckets, double sum) {
    List<Double> bounds =
        buckets.keySet().stream().filter(bound -> bound != Double.POSITIVE_INFINITY).toList();
    double[] counts = new double[buckets.size()];
    int[] indexes = new int[buckets.size()];
    double before = 0;
    int i = 0;
    for (double cumulative : buckets.values()) {
      indexes[i] = i;
      counts[i++] = cumulative - before;
      before = cumulative;
    }
    return HistogramArithmetic.compacted(
        new NativeHistogram(
            NativeHistogram.CUSTOM_BOUNDS_SCHEMA,
            before,
            sum,
            0,
            0,
            CounterReset.UNKNOWN,
            indexes,
            counts,
            new int[0],
            new double[0],
            bounds.stream().mapToDouble(Double::doubleValue).toArray()));
  }
}
