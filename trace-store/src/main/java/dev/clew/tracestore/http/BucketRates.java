package dev.clew.tracestore.http;

import java.util.Arrays;
import java.util.Comparator;
import java.util.TreeMap;

/**
 * The buckets of one histogram at some instants, for several quantiles of it: to read and add up
 * the buckets is what a quantile costs, and a query is asked one at a time. Quantiles are as
 * Prometheus' {@code histogram_quantile} works them out.
 */
final class BucketRates {
  private final TreeMap<Double, double[]> byBound = new TreeMap<>(Comparator.naturalOrder());
  private final int instants;

  BucketRates(int instants) {
    this.instants = instants;
  }

  /**
   * Adds what has come into a bucket, or into those below.
   *
   * @param bound upper bound as in a label {@code le}; what is no number is left out
   */
  void add(String bound, int instant, double value) {
    double upper;
    try {
      upper =
          bound.equals("+Inf") || bound.equals("Inf")
              ? Double.POSITIVE_INFINITY
              : Double.parseDouble(bound);
    } catch (NumberFormatException e) {
      return;
    }
    double[] values =
        byBound.computeIfAbsent(
            upper,
            added -> {
              double[] none = new double[instants];
              Arrays.fill(none, Double.NaN);
              return none;
            });
    values[instant] = Double.isNaN(values[instant]) ? value : values[instant] + value;
  }

  /** NaN without observations. */
  double quantile(double quantile, int instant) {
    int size = 0;
    double[] bounds = new double[byBound.size()];
    double[] counts = new double[byBound.size()];
    for (var bucket : byBound.entrySet()) {
      double count = bucket.getValue()[instant];
      if (!Double.isNaN(count)) {
        bounds[size] = bucket.getKey();
        // Of buckets that were not written at one instant a lower one may hold more.
        counts[size] = size == 0 ? count : Math.max(count, counts[size - 1]);
        size++;
      }
    }
    if (size < 2 || bounds[size - 1] != Double.POSITIVE_INFINITY || !(counts[size - 1] > 0)) {
      return Double.NaN;
    }
    double rank = quantile * counts[size - 1];
    int at = 0;
    while (at < size - 1 && counts[at] < rank) {
      at++;
    }
    if (at == size - 1) {
      return bounds[size - 2];
    }
    if (at == 0 && bounds[0] <= 0) {
      return bounds[0];
    }
    double lower = at == 0 ? 0 : bounds[at - 1];
    double below = at == 0 ? 0 : counts[at - 1];
    double within = counts[at] - below;
    return lower + (bounds[at] - lower) * ((rank - below) / within);
  }
}
