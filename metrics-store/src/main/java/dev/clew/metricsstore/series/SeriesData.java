package dev.clew.metricsstore.series;

import dev.clew.model.Labels;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one series in ascending time, without duplicates. The arrays belong to the
 * receiver and may be longer than {@code size}.
 *
 * @param timesMillis milliseconds since the Unix epoch
 * @param values the float samples; the value is undefined where a histogram stands at that index
 * @param histograms null when the series has none; else null at every float sample
 * @param size number of samples
 */
@SuppressWarnings("ArrayRecordComponent")
public record SeriesData(
    Labels labels,
    long[] timesMillis,
    double[] values,
    @Nullable NativeHistogram @Nullable [] histograms,
    int size) {
  /** Bits of the NaN that ends a series, as Prometheus writes it. */
  public static final long STALE_NAN_BITS = 0x7ff0000000000002L;

  public static final double STALE_NAN = Double.longBitsToDouble(STALE_NAN_BITS);

  public static boolean isStale(double value) {
    return Double.doubleToRawLongBits(value) == STALE_NAN_BITS;
  }
}
