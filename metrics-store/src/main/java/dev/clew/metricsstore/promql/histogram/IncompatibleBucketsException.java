package dev.clew.metricsstore.promql.histogram;

/** Exponential and custom buckets cannot be put together. */
public final class IncompatibleBucketsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IncompatibleBucketsException() {
    super("histograms with exponential and custom buckets cannot be combined", null, false, false);
  }
}
