package dev.clew.metricsstore.promql.histogram;

import dev.clew.metricsstore.promql.ast.Position;
import dev.clew.metricsstore.promql.result.Annotations;
import dev.clew.metricsstore.series.NativeHistogram;
import java.util.List;

/**
 * Quantiles and fractions of native histograms, interpolated exponentially within exponential
 * buckets and linearly within custom and zero buckets, as Prometheus does.
 */
public final class NativeQuantiles {
  private static final double LN_2 = Math.log(2);

  private final Annotations annotations;
  private final String metric;
  private final Position position;

  public NativeQuantiles(Annotations annotations, String metric, Position position) {
    this.annotations = annotations;
    this.metric = metric;
    this.position = position;
  }

  public double quantile(double q, NativeHistogram h) {
    if (q < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (q > 1) {
      return Double.POSITIVE_INFINITY;
    }
    if (h.count() == 0 || Double.isNaN(q)) {
      return Double.NaN;
    }
    // NaN observations are counted but in no bucket, so that only counting upwards is right.
    boolean hasNaN = Double.isNaN(h.sum());
    boolean forward = hasNaN || q < 0.5;
    double rank = (forward ? q : 1 - q) * h.count();
    // An empty bucket is never the one, but the last of all stands when there are too few.
    List<Bucket> listed = Buckets.listed(h);
    List<Bucket> buckets = forward ? listed : listed.reversed();
    Bucket bucket = new Bucket(0, 0, false, false, 0);
    double count = 0;
    int at = 0;
    while (at < buckets.size()) {
      bucket = buckets.get(at++);
      count += bucket.count();
      if (bucket.count() != 0 && count >= rank) {
        break;
      }
    }
    double end = endless(bucket, h);
    if (!Double.isNaN(end)) {
      return end;
    }
    count = Math.min(count, h.count());
    if (hasNaN && count < rank) {
      info("input to histogram_quantile has NaN observations, result is NaN");
      return Double.NaN;
    }
    double counted = count;
    for (Bucket rest : buckets.subList(at, buckets.size())) {
      counted += rest.count();
    }
    if (hasNaN && counted < h.count()) {
      info("input to histogram_quantile has NaN observations, result is skewed higher");
    }
    return within(bucket, rank, count, forward, h);
  }

  /** The finite end of an endless custom bucket, which stands for all of it; else NaN. */
  private static double endless(Bucket bucket, NativeHistogram h) {
    if (!Buckets.custom(h)) {
      return Double.NaN;
    }
    if (bucket.lower() == Double.NEGATIVE_INFINITY) {
      return bucket.upper() <= 0 ? bucket.upper() : Double.NaN;
    }
    return bucket.upper() == Double.POSITIVE_INFINITY ? bucket.lower() : Double.NaN;
  }

  private void info(String message) {
    annotations.info(Annotations.forMetric(message, metric), position);
  }

  private static double within(
      Bucket bucket, double rank, double count, boolean forward, NativeHistogram h) {
    double lower = bucket.lower();
    double upper = bucket.upper();
    if (Buckets.custom(h)) {
      lower = lower == Double.NEGATIVE_INFINITY ? 0 : lower;
    } else if (lower < 0 && upper > 0) {
      lower = onlyPositive(h) ? 0 : lower;
      upper = onlyNegative(h) ? 0 : upper;
    }
    if (count < rank) {
      return upper;
    }
    double inBucket = forward ? rank - (count - bucket.count()) : count - rank;
    double fraction = inBucket / bucket.count();
    if (Buckets.custom(h) || (lower <= 0 && upper >= 0)) {
      return lower + (upper - lower) * fraction;
    }
    double logLower = log2(Math.abs(lower));
    double logUpper = log2(Math.abs(upper));
    return lower > 0
        ? Math.pow(2, logLower + (logUpper - logLower) * fraction)
        : -Math.pow(2, logUpper + (logLower - logUpper) * (1 - fraction));
  }

  private static boolean onlyPositive(NativeHistogram h) {
    return h.negativeIndexes().length == 0 && h.positiveIndexes().length > 0;
  }

  private static boolean onlyNegative(NativeHistogram h) {
    return h.positiveIndexes().length == 0 && h.negativeIndexes().length > 0;
  }

  /** Exact for powers of two, other than a division of logarithms. */
  static double log2(double value) {
    int exponent = Math.getExponent(value);
    if (value < Double.MIN_NORMAL || exponent > Double.MAX_EXPONENT) {
      return Math.log(value) / LN_2;
    }
    double fraction = Math.scalb(value, -exponent);
    return fraction == 1 ? exponent : exponent + 1 + Math.log(fraction / 2) / LN_2;
  }

  /** The share of observations between two values. */
  public double fraction(double lower, double upper, NativeHistogram h) {
    if (h.count() == 0 || Double.isNaN(lower) || Double.isNaN(upper)) {
      return Double.NaN;
    }
    if (lower >= upper) {
      return 0;
    }
    double counted = h.count();
    if (Double.isNaN(h.sum())) {
      counted = 0;
      for (Bucket bucket : Buckets.ascending(h)) {
        counted += bucket.count();
      }
      if (counted < h.count()) {
        info(
            "input to histogram_fraction has NaN observations, which are excluded from all"
                + " fractions");
      }
    }
    return (rank(upper, h, counted) - rank(lower, h, counted)) / h.count();
  }

  /** How many observations are below a value. */
  private static double rank(double value, NativeHistogram h, double counted) {
    double rank = 0;
    for (Bucket bucket : Buckets.ascending(h)) {
      double low = bucket.lower();
      double high = bucket.upper();
      boolean linear = Buckets.custom(h);
      if (low <= 0 && high >= 0) {
        linear = true;
        low = onlyPositive(h) ? 0 : low;
        high = onlyNegative(h) ? 0 : high;
      }
      if (low >= value) {
        return Math.min(rank, counted);
      }
      if (high > value) {
        double inside = linear ? linearShare(value, low, high) : exponentialShare(value, low, high);
        return Math.min(rank + bucket.count() * inside, counted);
      }
      rank += bucket.count();
    }
    return counted;
  }

  /** Nothing of an endless bucket is attributed to what lies inside it. */
  static double linearShare(double value, double low, double high) {
    return low == Double.NEGATIVE_INFINITY ? 1 : (value - low) / (high - low);
  }

  static double exponentialShare(double value, double low, double high) {
    return exponentialShare(value, low, high, value > 0);
  }

  static double exponentialShare(double value, double low, double high, boolean positive) {
    double logLow = log2(Math.abs(low));
    double logHigh = log2(Math.abs(high));
    double logValue = log2(Math.abs(value));
    return positive
        ? (logValue - logLow) / (logHigh - logLow)
        : 1 - (logValue - logHigh) / (logLow - logHigh);
  }
}
