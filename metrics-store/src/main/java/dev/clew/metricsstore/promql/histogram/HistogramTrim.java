package dev.clew.metricsstore.promql.histogram;

import dev.clew.metricsstore.series.NativeHistogram;

/**
 * Cuts observations above or below a value off a native histogram. Buckets that contain the value
 * are divided by interpolation; the sum is corrected by the middles of what is removed.
 */
public final class HistogramTrim {
  private final NativeHistogram input;
  private final double limit;
  private final boolean upper;
  private double count;
  private double removedSum;
  private boolean anyPositive;
  private boolean anyNegative;

  private HistogramTrim(NativeHistogram input, double limit, boolean upper) {
    this.input = input;
    this.limit = limit;
    this.upper = upper;
  }

  /** What is left; {@code upper} when what lies above goes. */
  public static NativeHistogram trimmed(NativeHistogram input, double limit, boolean upper) {
    return new HistogramTrim(input, limit, upper).result();
  }

  private NativeHistogram result() {
    double[] positive = new double[input.positiveCounts().length];
    for (int i = 0; i < positive.length; i++) {
      Bucket bucket = Buckets.positive(input, i);
      if (bucket.count() == 0) {
        continue;
      }
      anyPositive |= !Buckets.custom(input) || bucket.upper() > 0;
      anyNegative |= Buckets.custom(input) && bucket.lower() < 0;
      positive[i] = kept(bucket, true);
    }
    double[] negative = new double[input.negativeCounts().length];
    for (int i = 0; i < negative.length; i++) {
      Bucket bucket = Buckets.negative(input, i);
      if (bucket.count() == 0) {
        continue;
      }
      anyNegative = true;
      negative[i] = kept(bucket, false);
    }
    double zero = zero();
    double sum = count == 0 ? 0 : input.sum() - removedSum;
    if ((!anyNegative && sum < 0) || (!anyPositive && sum > 0)) {
      sum = 0;
    }
    return HistogramArithmetic.compacted(
        new NativeHistogram(
            input.schema(),
            count,
            sum,
            input.zeroThreshold(),
            zero,
            input.counterReset(),
            input.positiveIndexes(),
            positive,
            input.negativeIndexes(),
            negative,
            input.customBounds()));
  }

  /** The zero bucket, whose one side may be known to be empty. */
  private double zero() {
    if (input.zeroCount() <= 0) {
      return input.zeroCount();
    }
    Bucket bucket = Buckets.zero(input);
    double low = bucket.lower();
    double high = bucket.upper();
    if (input.negativeIndexes().length == 0 && input.positiveIndexes().length > 0) {
      low = 0;
    } else if (input.positiveIndexes().length == 0 && input.negativeIndexes().length > 0) {
      high = 0;
    }
    double below = limit <= low ? 0 : limit >= high ? 1 : (limit - low) / (high - low);
    double kept = input.zeroCount() * (upper ? below : 1 - below);
    count += kept;
    return kept;
  }

  private double kept(Bucket bucket, boolean positive) {
    double kept = keptCount(bucket, positive);
    if (kept != bucket.count()) {
      removedSum += (bucket.count() - kept) * removedMiddle(bucket, positive);
    }
    count += kept;
    return kept;
  }

  private double keptCount(Bucket bucket, boolean positive) {
    double low = bucket.lower();
    double high = bucket.upper();
    if (upper ? high <= limit : low >= limit) {
      return bucket.count();
    }
    if (upper ? low >= limit : high <= limit) {
      return 0;
    }
    if (low == Double.NEGATIVE_INFINITY) {
      if (limit < 0 || high == Double.POSITIVE_INFINITY) {
        return 0;
      }
      return bucket.count() * (upper ? limit / high : 1 - limit / high);
    }
    if (high == Double.POSITIVE_INFINITY) {
      return 0;
    }
    double share;
    if (Buckets.custom(input)) {
      share = NativeQuantiles.linearShare(limit, low, high);
    } else {
      share = NativeQuantiles.exponentialShare(positive ? Math.abs(limit) : limit, low, high);
    }
    return bucket.count() * (upper ? share : 1 - share);
  }

  /** Where the removed observations are taken to lie. */
  private double removedMiddle(Bucket bucket, boolean positive) {
    double low = bucket.lower();
    double high = bucket.upper();
    boolean inside = low < limit && high > limit;
    if (low == Double.NEGATIVE_INFINITY) {
      boolean divided = inside && limit >= 0 && high != Double.POSITIVE_INFINITY;
      if (divided) {
        return upper ? (limit + high) / 2 : limit / 2;
      }
      return high;
    }
    if (high == Double.POSITIVE_INFINITY) {
      return low;
    }
    double from = inside && upper ? limit : low;
    double to = inside && !upper ? limit : high;
    if (Buckets.custom(input)) {
      return (from + to) / 2;
    }
    double middle = Math.sqrt(Math.abs(from) * Math.abs(to));
    return positive ? middle : -middle;
  }
}
