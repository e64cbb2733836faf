package dev.clew.metricsstore.series;

/**
 * Bounds on one read.
 *
 * @param series greatest number of series
 * @param samples greatest number of samples over all of them
 */
public record ReadLimits(int series, long samples) {
  /** No bound: for tests and for reads that are bounded otherwise. */
  public static final ReadLimits NONE = new ReadLimits(Integer.MAX_VALUE, Long.MAX_VALUE);
}
