package dev.clew.metricsstore.series;

import dev.clew.model.Labels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one series in ascending time, without duplicates. The arrays belong to the
 * receiver and may be longer than {@code size}.
 *
 * @param timesMillis milliseconds since the Unix epoch
 * @param values the float samples; the value is undefined where a histogram stands at that index
 * @param histograms null when the series has none; else null at every float sample
 * @param startsMillis since when each sample has been counting, 0 where that is unknown; null when
 *     it is unknown for all
 * @param size number of samples
 */
@SuppressWarnings("ArrayRecordComponent")
public record SeriesData(
    Labels labels,
    long[] timesMillis,
    double[] values,
    @Nullable NativeHistogram @Nullable [] histograms,
    long @Nullable [] startsMillis,
    int size) {
  /** Samples without start times. */
  public SeriesData(
      Labels labels,
      long[] timesMillis,
      double[] values,
      @Nullable NativeHistogram @Nullable [] histograms,
      int size) {
    this(labels, timesMillis, values, histograms, null, size);
  }

  /** Bits of the NaN that ends a series, as Prometheus writes it. */
  public static final long STALE_NAN_BITS = 0x7ff0000000000002L;

  public static final double STALE_NAN = Double.longBitsToDouble(STALE_NAN_BITS);

  /** Memory that floats with their labels take, by an estimate; label texts are mostly shared. */
  public static long bytes(Labels labels, int samples) {
    return 128 + 32L * labels.size() + 16L * samples;
  }

  /** Memory that it takes, by an estimate. */
  public long bytes() {
    long bytes = bytes(labels, size) + (startsMillis == null ? 0 : 8L * size);
    for (int i = 0; histograms != null && i < size; i++) {
      NativeHistogram histogram = histograms[i];
      bytes += 4 + (histogram == null ? 0 : histogram.bytes());
    }
    return bytes;
  }

  /** Since when the i-th sample has been counting, or 0. */
  public long startMillis(int i) {
    return startsMillis == null ? 0 : startsMillis[i];
  }

  public static boolean isStale(double value) {
    return Double.doubleToRawLongBits(value) == STALE_NAN_BITS;
  }

  /** The samples in arrays of their own, which are as long as needed. */
  public SeriesData copy() {
    return new SeriesData(
        labels,
        Arrays.copyOf(timesMillis, size),
        Arrays.copyOf(values, size),
        histograms == null ? null : Arrays.copyOf(histograms, size),
        startsMillis == null ? null : Arrays.copyOf(startsMillis, size),
        size);
  }
}
