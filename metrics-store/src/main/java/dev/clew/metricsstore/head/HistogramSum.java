package dev.clew.metricsstore.head;

import dev.clew.metricsstore.series.NativeHistogram;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds histograms: exponential ones at the coarser of both schemas, with the wider zero bucket;
 * those with custom bounds when the bounds are the same.
 */
final class HistogramSum {
  private HistogramSum() {}

  /** The sum; the later one alone where both cannot be added, as after a reset. */
  static NativeHistogram of(NativeHistogram a, NativeHistogram b) {
    boolean custom = a.schema() == NativeHistogram.CUSTOM_BOUNDS_SCHEMA;
    if (custom != (b.schema() == NativeHistogram.CUSTOM_BOUNDS_SCHEMA)
        || !Arrays.equals(a.customBounds(), b.customBounds())) {
      return b;
    }
    int schema = Math.min(a.schema(), b.schema());
    TreeMap<Integer, Double> positive = new TreeMap<>();
    TreeMap<Integer, Double> negative = new TreeMap<>();
    for (NativeHistogram h : new NativeHistogram[] {a, b}) {
      int merge = h.schema() - schema;
      add(positive, h.positiveIndexes(), h.positiveCounts(), merge);
      add(negative, h.negativeIndexes(), h.negativeCounts(), merge);
    }
    return new NativeHistogram(
        schema,
        a.count() + b.count(),
        a.sum() + b.sum(),
        Math.max(a.zeroThreshold(), b.zeroThreshold()),
        a.zeroCount() + b.zeroCount(),
        NativeHistogram.CounterReset.UNKNOWN,
        indexes(positive),
        counts(positive),
        indexes(negative),
        counts(negative),
        a.customBounds());
  }

  /** Bucket i reaches up to {@code base^i}, so i and i-1 fall together when i is even. */
  private static void add(Map<Integer, Double> to, int[] indexes, double[] counts, int merge) {
    for (int i = 0; i < indexes.length; i++) {
      to.merge(((indexes[i] - 1) >> merge) + 1, counts[i], Double::sum);
    }
  }

  private static int[] indexes(Map<Integer, Double> buckets) {
    return buckets.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  private static double[] counts(Map<Integer, Double> buckets) {
    return buckets.values().stream().mapToDouble(Double::doubleValue).toArray();
  }
}
