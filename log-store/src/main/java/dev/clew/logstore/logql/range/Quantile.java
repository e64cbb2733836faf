package dev.clew.logstore.logql.range;

/** Prometheus' quantile: linear between the two values next to the rank. */
final class Quantile {
  private Quantile() {}

  static double of(double quantile, double[] sorted) {
    if (sorted.length == 0 || Double.isNaN(quantile)) {
      return Double.NaN;
    }
    if (quantile < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (quantile > 1) {
      return Double.POSITIVE_INFINITY;
    }
    double rank = quantile * (sorted.length - 1);
    int lower = (int) Math.max(0, Math.floor(rank));
    int upper = Math.min(sorted.length - 1, lower + 1);
    double weight = rank - Math.floor(rank);
    return sorted[lower] * (1 - weight) + sorted[upper] * weight;
  }
}
