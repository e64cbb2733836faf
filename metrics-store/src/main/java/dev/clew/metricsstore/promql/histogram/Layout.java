package dev.clew.metricsstore.promql.histogram;

import dev.clew.metricsstore.series.NativeHistogram;
import java.util.Arrays;

/**
 * The bucket layout on which two histograms can be compared and added: the coarser schema and the
 * wider zero bucket, or the custom bounds that both have.
 *
 * @param reconciled whether custom bounds differed
 */
@SuppressWarnings("ArrayRecordComponent")
record Layout(int schema, double zeroThreshold, double[] bounds, boolean reconciled) {
  static Layout common(NativeHistogram a, NativeHistogram b) {
    if (Buckets.custom(a) != Buckets.custom(b)) {
      throw new IncompatibleBucketsException();
    }
    if (Buckets.custom(a)) {
      boolean same = Arrays.equals(a.customBounds(), b.customBounds());
      double[] bounds = same ? a.customBounds() : intersection(a.customBounds(), b.customBounds());
      return new Layout(a.schema(), 0, bounds, !same);
    }
    double threshold = Math.max(a.zeroThreshold(), b.zeroThreshold());
    while (true) {
      double wider = widened(b, widened(a, threshold));
      if (wider == threshold) {
        break;
      }
      threshold = wider;
    }
    return new Layout(Math.min(a.schema(), b.schema()), threshold, a.customBounds(), false);
  }

  private static double[] intersection(double[] a, double[] b) {
    double[] common = new double[Math.min(a.length, b.length)];
    int size = 0;
    for (double bound : a) {
      if (Arrays.binarySearch(b, bound) >= 0) {
        common[size++] = bound;
      }
    }
    return Arrays.copyOf(common, size);
  }

  /** The least threshold from the given one on that does not cut through a bucket in use. */
  static double widened(NativeHistogram histogram, double threshold) {
    double wide = threshold;
    if (wide == histogram.zeroThreshold()) {
      return wide;
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = 0; i < histogram.positiveIndexes().length; i++) {
        Bucket bucket = Buckets.positive(histogram, i);
        if (bucket.count() != 0 && bucket.lower() < wide && bucket.upper() > wide) {
          wide = bucket.upper();
          changed = true;
        }
      }
      for (int i = 0; i < histogram.negativeIndexes().length; i++) {
        Bucket bucket = Buckets.negative(histogram, i);
        if (bucket.count() != 0 && bucket.upper() > -wide && bucket.lower() < -wide) {
          wide = -bucket.lower();
          changed = true;
        }
      }
    }
    return wide;
  }

  /** The histogram on this layout. Buckets without a count stay. */
  NativeHistogram apply(NativeHistogram h) {
    if (Buckets.custom(h)) {
      return Arrays.equals(h.customBounds(), bounds) ? h : rebound(h);
    }
    boolean sameZero = h.zeroThreshold() == zeroThreshold;
    if (h.schema() == schema && sameZero) {
      return h;
    }
    double zeroCount = h.zeroCount();
    BucketList positive = new BucketList(h.positiveIndexes().length);
    for (int i = 0; i < h.positiveIndexes().length; i++) {
      Bucket bucket = Buckets.positive(h, i);
      if (!sameZero && bucket.lower() < zeroThreshold) {
        zeroCount += bucket.count();
      } else {
        positive.add(coarser(h.positiveIndexes()[i], h.schema()), bucket.count());
      }
    }
    BucketList negative = new BucketList(h.negativeIndexes().length);
    for (int i = 0; i < h.negativeIndexes().length; i++) {
      Bucket bucket = Buckets.negative(h, i);
      if (!sameZero && bucket.upper() > -zeroThreshold) {
        zeroCount += bucket.count();
      } else {
        negative.add(coarser(h.negativeIndexes()[i], h.schema()), bucket.count());
      }
    }
    return new NativeHistogram(
        schema,
        h.count(),
        h.sum(),
        zeroThreshold,
        zeroCount,
        h.counterReset(),
        positive.indexes(),
        positive.counts(),
        negative.indexes(),
        negative.counts(),
        h.customBounds());
  }

  private int coarser(int index, int from) {
    return ((index - 1) >> (from - schema)) + 1;
  }

  private NativeHistogram rebound(NativeHistogram h) {
    BucketList buckets = new BucketList(h.positiveIndexes().length);
    for (int i = 0; i < h.positiveIndexes().length; i++) {
      int at = Arrays.binarySearch(bounds, Buckets.upper(h, h.positiveIndexes()[i]));
      buckets.add(at >= 0 ? at : -at - 1, h.positiveCounts()[i]);
    }
    return new NativeHistogram(
        schema,
        h.count(),
        h.sum(),
        h.zeroThreshold(),
        h.zeroCount(),
        h.counterReset(),
        buckets.indexes(),
        buckets.counts(),
        h.negativeIndexes(),
        h.negativeCounts(),
        bounds);
  }
}
