package dev.clew.metricsstore.promql.histogram;

import dev.clew.metricsstore.promql.notation.Numbers;
import dev.clew.metricsstore.series.NativeHistogram;
import java.util.ArrayList;
import java.util.List;

/** The buckets of a native histogram with their bounds. */
public final class Buckets {
  private Buckets() {}

  public static boolean custom(NativeHistogram histogram) {
    return histogram.schema() == NativeHistogram.CUSTOM_BOUNDS_SCHEMA;
  }

  /** The upper bound of a positive bucket of an exponential schema. */
  static double exponentialBound(int schema, int index) {
    if (schema < 0) {
      long exponent = (long) index << -schema;
      return exponent == 1024 ? Double.MAX_VALUE : Math.scalb(1.0, clamp(exponent));
    }
    int part = index & ((1 << schema) - 1);
    int exponent = index >> schema;
    if (part == 0 && exponent == 1024) {
      return Double.MAX_VALUE;
    }
    return Math.scalb(BoundTable.bound(schema, part), exponent + 1);
  }

  private static int clamp(long exponent) {
    return (int) Math.clamp(exponent, -5000L, 5000L);
  }

  static double upper(NativeHistogram histogram, int index) {
    if (!custom(histogram)) {
      return exponentialBound(histogram.schema(), index);
    }
    double[] bounds = histogram.customBounds();
    return index < bounds.length ? bounds[index] : Double.POSITIVE_INFINITY;
  }

  static double lower(NativeHistogram histogram, int index) {
    if (custom(histogram) && index == 0) {
      return Double.NEGATIVE_INFINITY;
    }
    return upper(histogram, index - 1);
  }

  static Bucket positive(NativeHistogram histogram, int at) {
    int index = histogram.positiveIndexes()[at];
    double count = histogram.positiveCounts()[at];
    // Minus infinity itself is in the first of the custom ones.
    boolean lowest = custom(histogram) && index == 0;
    return new Bucket(lower(histogram, index), upper(histogram, index), lowest, true, count);
  }

  static Bucket negative(NativeHistogram histogram, int at) {
    int index = histogram.negativeIndexes()[at];
    double count = histogram.negativeCounts()[at];
    return new Bucket(-upper(histogram, index), -lower(histogram, index), true, false, count);
  }

  static Bucket zero(NativeHistogram histogram) {
    double width = histogram.zeroThreshold();
    return new Bucket(-width, width, true, true, histogram.zeroCount());
  }

  /**
   * All buckets that hold something, in ascending order. What the zero bucket covers is cut off its
   * neighbours.
   */
  public static List<Bucket> ascending(NativeHistogram histogram) {
    List<Bucket> buckets = listed(histogram);
    buckets.removeIf(bucket -> bucket.count() == 0);
    return buckets;
  }

  /** Like {@link #ascending}, with the empty ones that are listed as well. */
  static List<Bucket> listed(NativeHistogram histogram) {
    List<Bucket> buckets = new ArrayList<>();
    double zero = histogram.zeroThreshold();
    for (int i = histogram.negativeIndexes().length - 1; i >= 0; i--) {
      Bucket bucket = negative(histogram, i);
      boolean overlaps = bucket.upper() < 0 && bucket.upper() > -zero;
      buckets.add(overlaps ? bucket.between(bucket.lower(), -zero) : bucket);
    }
    if (histogram.zeroCount() > 0) {
      buckets.add(zero(histogram));
    }
    for (int i = 0; i < histogram.positiveIndexes().length; i++) {
      Bucket bucket = positive(histogram, i);
      boolean overlaps = bucket.lower() > 0 && bucket.lower() < zero;
      buckets.add(overlaps ? bucket.between(zero, bucket.upper()) : bucket);
    }
    return buckets;
  }

  /** As Prometheus writes a histogram where a text is wanted. */
  public static String text(NativeHistogram histogram) {
    StringBuilder out = new StringBuilder("{count:");
    out.append(Numbers.general(histogram.count()));
    out.append(", sum:");
    out.append(Numbers.general(histogram.sum()));
    for (int i = histogram.negativeIndexes().length - 1; i >= 0; i--) {
      append(negative(histogram, i), out);
    }
    append(zero(histogram), out);
    for (int i = 0; i < histogram.positiveIndexes().length; i++) {
      append(positive(histogram, i), out);
    }
    return out.append('}').toString();
  }

  private static void append(Bucket bucket, StringBuilder out) {
    if (bucket.count() != 0) {
      out.append(", ").append(bucket);
    }
  }
}
