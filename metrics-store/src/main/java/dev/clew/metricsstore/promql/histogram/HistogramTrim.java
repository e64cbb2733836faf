package dev.clew.metricsstore.promql.histogram;

import dev.clew.metricsstore.series.NativeHistogram;

/**
 * Cuts observations above or below a value off a native histogram. The bucket that contains the
 * value is divided by interpolation. Once anything is cut, count and sum are estimated anew from
 * what the buckets still hold, the sum by the middles of the buckets.
 */
public final class HistogramTrim {
  private final NativeHistogram input;
  private final double limit;
  private final boolean upper;
  private final boolean linear;
  private double count;
  private double sum;
  private boolean changed;
  private boolean anyPositive;
  private boolean anyNegative;

  /** How many observations of a bucket stay, and where they are taken to lie. */
  private record Rest(double count, double middle) {}

  private HistogramTrim(NativeHistogram input, double limit, boolean upper) {
    this.input = input;
    this.limit = limit;
    this.upper = upper;
    this.linear = Buckets.custom(input);
  }

  /** What is left; {@code upper} when what lies above goes. */
  public static NativeHistogram trimmed(NativeHistogram input, double limit, boolean upper) {
    return new HistogramTrim(input, limit, upper).result();
  }

  private NativeHistogram result() {
    double[] positive = input.positiveCounts().clone();
    for (int i = 0; i < positive.length; i++) {
      if (positive[i] != 0) {
        anyPositive = true;
        positive[i] = kept(Buckets.positive(input, i), true);
      }
    }
    double[] negative = input.negativeCounts().clone();
    for (int i = 0; i < negative.length; i++) {
      if (negative[i] != 0) {
        anyNegative = true;
        negative[i] = kept(Buckets.negative(input, i), false);
      }
    }
    double zero = input.zeroCount();
    if (zero > 0) {
      zero = kept(input.zeroCount(), ofZero());
    }
    if (!changed) {
      return input;
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

  private double kept(Bucket bucket, boolean positive) {
    return kept(bucket.count(), of(bucket, positive));
  }

  private double kept(double before, Rest rest) {
    changed |= rest.count() != before;
    count += rest.count();
    sum += rest.middle() * rest.count();
    return rest.count();
  }

  private Rest of(Bucket bucket, boolean positive) {
    double low = bucket.lower();
    double high = bucket.upper();
    if (upper ? high <= limit : low >= limit) {
      return new Rest(bucket.count(), middle(low, high, positive));
    }
    boolean divided = upper ? low < limit : high > limit;
    if (!divided) {
      return new Rest(0, 0);
    }
    if (Double.isInfinite(low) || Double.isInfinite(high)) {
      return ofEndless(bucket);
    }
    double below = bucket.count() * share(low, high, positive);
    return upper
        ? new Rest(below, middle(low, limit, positive))
        : new Rest(bucket.count() - below, middle(limit, high, positive));
  }

  private double share(double low, double high, boolean positive) {
    return linear
        ? NativeQuantiles.linearShare(limit, low, high)
        : NativeQuantiles.exponentialShare(limit, low, high, positive);
  }

  /**
   * Where the observations of an endless bucket lie nobody knows, so that all of them go, unless
   * the bucket can be taken to begin at zero.
   */
  private Rest ofEndless(Bucket bucket) {
    double high = bucket.upper();
    boolean fromZero =
        bucket.lower() == Double.NEGATIVE_INFINITY && high > 0 && Double.isFinite(high);
    if (fromZero && (upper ? limit > 0 : limit >= 0)) {
      return upper
          ? new Rest(bucket.count() * limit / high, limit / 2)
          : new Rest(bucket.count() * (1 - limit / high), (limit + high) / 2);
    }
    boolean negativeOnly = bucket.lower() == Double.NEGATIVE_INFINITY && high <= 0;
    return upper && negativeOnly ? new Rest(bucket.count(), limit) : endOf(bucket);
  }

  private Rest endOf(Bucket bucket) {
    boolean topmost =
        !upper && bucket.upper() == Double.POSITIVE_INFINITY && Double.isFinite(bucket.lower());
    return topmost ? new Rest(bucket.count(), limit) : new Rest(0, 0);
  }

  /** The zero bucket, whose one side may be known to be empty. */
  private Rest ofZero() {
    double low = anyPositive && !anyNegative ? 0 : -input.zeroThreshold();
    double high = anyNegative && !anyPositive ? 0 : input.zeroThreshold();
    double all = input.zeroCount();
    if (upper ? limit <= low : limit >= high) {
      return new Rest(0, 0);
    }
    if (upper ? limit >= high : limit <= low) {
      return new Rest(all, (low + high) / 2);
    }
    return upper
        ? new Rest(all * ((limit - low) / (high - low)), (low + limit) / 2)
        : new Rest(all * ((high - limit) / (high - low)), (limit + high) / 2);
  }

  private double middle(double low, double high, boolean positive) {
    if (Double.isInfinite(low)) {
      return Double.isInfinite(high) ? 0 : high > 0 ? high / 2 : high;
    }
    if (Double.isInfinite(high)) {
      return low;
    }
    if (linear) {
      return (low + high) / 2;
    }
    double middle = Math.sqrt(Math.abs(low * high));
    return positive ? middle : -middle;
  }
}
