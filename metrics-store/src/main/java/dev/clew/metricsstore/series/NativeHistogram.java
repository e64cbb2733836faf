package dev.clew.metricsstore.series;

/**
 * A native (exponential) histogram sample with float counts. A bucket of index {@code i} holds
 * {@code (base^(i-1), base^i]} where {@code base = 2^(2^-schema)}; the negative side mirrors it.
 * Indexes ascend. Only buckets with a count are stored, unless the sum is NaN: then all that were
 * sent are, as quantiles depend on which is the last. Immutable by convention: nobody writes to the
 * arrays.
 *
 * @param schema -4 to 8, or -53 for custom bounds
 * @param zeroThreshold width of the zero bucket on either side
 * @param counterReset what is known of a reset before this sample
 * @param customBounds upper bounds for schema -53, else empty
 */
@SuppressWarnings("ArrayRecordComponent")
public record NativeHistogram(
    int schema,
    double count,
    double sum,
    double zeroThreshold,
    double zeroCount,
    CounterReset counterReset,
    int[] positiveIndexes,
    double[] positiveCounts,
    int[] negativeIndexes,
    double[] negativeCounts,
    double[] customBounds) {
  public static final int CUSTOM_BOUNDS_SCHEMA = -53;

  /** Prometheus' counter reset hint. */
  public enum CounterReset {
    UNKNOWN,
    RESET,
    NOT_RESET,
    GAUGE
  }

  /** Memory that it takes, by an estimate: the object with its arrays' headers, and the arrays. */
  public long bytes() {
    return 160 + 12L * (positiveIndexes.length + negativeIndexes.length) + 8L * customBounds.length;
  }
}
