package dev.clew.metricsstore.promql.histogram;

import java.util.Arrays;

/** Quantiles of plain values. */
public final class Quantiles {
  private Quantiles() {}

  /** Interpolated between neighbours; NaN counts as the least value. Sorts the array. */
  public static double quantile(double q, double[] values) {
    if (values.length == 0 || Double.isNaN(q)) {
      return Double.NaN;
    }
    if (q < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (q > 1) {
      return Double.POSITIVE_INFINITY;
    }
    Arrays.sort(values);
    int nans = 0;
    while (nans < values.length && Double.isNaN(values[values.length - 1 - nans])) {
      nans++;
    }
    double rank = q * (values.length - 1);
    int lower = Math.max(0, (int) Math.floor(rank));
    int upper = Math.min(values.length - 1, lower + 1);
    double weight = rank - Math.floor(rank);
    return at(values, lower, nans) * (1 - weight) + at(values, upper, nans) * weight;
  }

  /** Java sorts NaN to the end; here it comes first. */
  private static double at(double[] sorted, int index, int nans) {
    return index < nans ? Double.NaN : sorted[index - nans];
  }
}
