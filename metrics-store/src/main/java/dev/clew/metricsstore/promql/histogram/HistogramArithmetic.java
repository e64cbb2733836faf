package dev.clew.metricsstore.promql.histogram;

import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.NativeHistogram.CounterReset;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Sums, differences and multiples of native histograms. Operands are never changed. */
public final class HistogramArithmetic {
  private static final int[] NO_INDEXES = {};
  private static final double[] NO_COUNTS = {};

  private HistogramArithmetic() {}

  /**
   * A sum or difference.
   *
   * @param resetCollision whether one operand was said to be a reset and the other not
   * @param reconciled whether custom bounds differed
   */
  public record Outcome(NativeHistogram result, boolean resetCollision, boolean reconciled) {}

  /**
   * @throws IncompatibleBucketsException for exponential with custom buckets
   */
  public static Outcome add(NativeHistogram a, NativeHistogram b) {
    return combine(a, b, 1);
  }

  /**
   * @throws IncompatibleBucketsException for exponential with custom buckets
   */
  public static Outcome subtract(NativeHistogram a, NativeHistogram b) {
    return combine(a, b, -1);
  }

  private static Outcome combine(NativeHistogram a, NativeHistogram b, int sign) {
    Layout layout = Layout.common(a, b);
    NativeHistogram left = layout.apply(a);
    NativeHistogram right = layout.apply(b);
    BucketList positive = merged(left.positiveIndexes(), left.positiveCounts(), right, true, sign);
    BucketList negative = merged(left.negativeIndexes(), left.negativeCounts(), right, false, sign);
    NativeHistogram result =
        new NativeHistogram(
            layout.schema(),
            left.count() + sign * right.count(),
            left.sum() + sign * right.sum(),
            left.zeroThreshold(),
            left.zeroCount() + sign * right.zeroCount(),
            combined(a.counterReset(), b.counterReset()),
            positive.indexes(),
            positive.counts(),
            negative.indexes(),
            negative.counts(),
            left.customBounds());
    return new Outcome(result, collide(a.counterReset(), b.counterReset()), layout.reconciled());
  }

  private static BucketList merged(
      int[] indexes, double[] counts, NativeHistogram other, boolean positive, int sign) {
    int[] otherIndexes = positive ? other.positiveIndexes() : other.negativeIndexes();
    double[] otherCounts = positive ? other.positiveCounts() : other.negativeCounts();
    BucketList out = new BucketList(indexes.length + otherIndexes.length);
    int i = 0;
    int j = 0;
    while (i < indexes.length || j < otherIndexes.length) {
      boolean mine =
          j >= otherIndexes.length || (i < indexes.length && indexes[i] <= otherIndexes[j]);
      if (mine) {
        out.add(indexes[i], counts[i]);
        i++;
      } else {
        out.add(otherIndexes[j], sign * otherCounts[j]);
        j++;
      }
    }
    return out;
  }

  static CounterReset combined(CounterReset a, CounterReset b) {
    if (a == b) {
      return a;
    }
    return a == CounterReset.GAUGE || b == CounterReset.GAUGE
        ? CounterReset.GAUGE
        : CounterReset.UNKNOWN;
  }

  static boolean collide(CounterReset a, CounterReset b) {
    return (a == CounterReset.RESET && b == CounterReset.NOT_RESET)
        || (a == CounterReset.NOT_RESET && b == CounterReset.RESET);
  }

  /** Everything times a factor; a negative one makes a gauge. */
  public static NativeHistogram multiplied(NativeHistogram h, double factor) {
    return mapped(h, x -> x * factor, factor < 0);
  }

  /** Everything divided; by zero no buckets are left. */
  public static NativeHistogram divided(NativeHistogram h, double divisor) {
    NativeHistogram result = mapped(h, x -> x / divisor, divisor < 0);
    if (divisor != 0) {
      return result;
    }
    return new NativeHistogram(
        h.schema(),
        result.count(),
        result.sum(),
        h.zeroThreshold(),
        result.zeroCount(),
        h.counterReset(),
        NO_INDEXES,
        NO_COUNTS,
        NO_INDEXES,
        NO_COUNTS,
        h.customBounds());
  }

  private static NativeHistogram mapped(
      NativeHistogram h, DoubleUnaryOperator change, boolean gauge) {
    return new NativeHistogram(
        h.schema(),
        change.applyAsDouble(h.count()),
        change.applyAsDouble(h.sum()),
        h.zeroThreshold(),
        change.applyAsDouble(h.zeroCount()),
        gauge ? CounterReset.GAUGE : h.counterReset(),
        h.positiveIndexes(),
        Arrays.stream(h.positiveCounts()).map(change).toArray(),
        h.negativeIndexes(),
        Arrays.stream(h.negativeCounts()).map(change).toArray(),
        h.customBounds());
  }

  /** The same with other knowledge of a reset. */
  public static NativeHistogram marked(NativeHistogram h, CounterReset reset) {
    if (h.counterReset() == reset) {
      return h;
    }
    return new NativeHistogram(
        h.schema(),
        h.count(),
        h.sum(),
        h.zeroThreshold(),
        h.zeroCount(),
        reset,
        h.positiveIndexes(),
        h.positiveCounts(),
        h.negativeIndexes(),
        h.negativeCounts(),
        h.customBounds());
  }

  /** Without the buckets that hold nothing. */
  public static NativeHistogram compacted(NativeHistogram h) {
    if (full(h.positiveCounts()) && full(h.negativeCounts())) {
      return h;
    }
    BucketList positive = compacted(h.positiveIndexes(), h.positiveCounts());
    BucketList negative = compacted(h.negativeIndexes(), h.negativeCounts());
    return new NativeHistogram(
        h.schema(),
        h.count(),
        h.sum(),
        h.zeroThreshold(),
        h.zeroCount(),
        h.counterReset(),
        positive.indexes(),
        positive.counts(),
        negative.indexes(),
        negative.counts(),
        h.customBounds());
  }

  private static boolean full(double[] counts) {
    for (double count : counts) {
      if (count == 0) {
        return false;
      }
    }
    return true;
  }

  private static BucketList compacted(int[] indexes, double[] counts) {
    BucketList out = new BucketList(indexes.length);
    for (int i = 0; i < indexes.length; i++) {
      if (counts[i] != 0) {
        out.add(indexes[i], counts[i]);
      }
    }
    return out;
  }

  /** The histogram on a schema that is as coarse or coarser; custom buckets stay as they are. */
  public static NativeHistogram coarsened(NativeHistogram h, int schema) {
    return Buckets.custom(h)
        ? h
        : new Layout(schema, h.zeroThreshold(), h.customBounds(), false).apply(h);
  }

  /** A histogram of the same kind of buckets without observations. */
  public static NativeHistogram emptyLike(NativeHistogram h) {
    return new NativeHistogram(
        h.schema(),
        0,
        0,
        0,
        0,
        CounterReset.UNKNOWN,
        NO_INDEXES,
        NO_COUNTS,
        NO_INDEXES,
        NO_COUNTS,
        h.customBounds());
  }

  /** Whether both hold the same, whatever is known of resets. */
  public static boolean same(NativeHistogram first, NativeHistogram second) {
    NativeHistogram a = compacted(first);
    NativeHistogram b = compacted(second);
    return a.schema() == b.schema()
        && a.count() == b.count()
        && Double.doubleToLongBits(a.sum()) == Double.doubleToLongBits(b.sum())
        && a.zeroThreshold() == b.zeroThreshold()
        && a.zeroCount() == b.zeroCount()
        && Arrays.equals(a.positiveIndexes(), b.positiveIndexes())
        && Arrays.equals(a.positiveCounts(), b.positiveCounts())
        && Arrays.equals(a.negativeIndexes(), b.negativeIndexes())
        && Arrays.equals(a.negativeCounts(), b.negativeCounts())
        && Arrays.equals(a.customBounds(), b.customBounds());
  }

  /** Whether a counter was reset between two samples. */
  public static boolean isReset(NativeHistogram before, NativeHistogram now) {
    if (now.counterReset() == CounterReset.RESET) {
      return true;
    }
    if (now.counterReset() == CounterReset.NOT_RESET) {
      return false;
    }
    if (now.count() < before.count()) {
      return true;
    }
    if (Buckets.custom(now) != Buckets.custom(before)) {
      return true;
    }
    if (!Buckets.custom(now)) {
      boolean finer =
          now.schema() > before.schema() || now.zeroThreshold() < before.zeroThreshold();
      if (finer || Layout.widened(before, now.zeroThreshold()) != now.zeroThreshold()) {
        return true;
      }
    }
    Layout layout = Layout.common(now, before);
    NativeHistogram old = layout.apply(before);
    NativeHistogram current = layout.apply(now);
    return current.zeroCount() < old.zeroCount()
        || anyLess(
            old.positiveIndexes(),
            old.positiveCounts(),
            current.positiveIndexes(),
            current.positiveCounts())
        || anyLess(
            old.negativeIndexes(),
            old.negativeCounts(),
            current.negativeIndexes(),
            current.negativeCounts());
  }

  private static boolean anyLess(
      int[] oldIndexes, double[] oldCounts, int[] indexes, double[] counts) {
    int j = 0;
    for (int i = 0; i < oldIndexes.length; i++) {
      while (j < indexes.length && indexes[j] < oldIndexes[i]) {
        j++;
      }
      boolean found = j < indexes.length && indexes[j] == oldIndexes[i];
      if (oldCounts[i] > (found ? counts[j] : 0)) {
        return true;
      }
    }
    return false;
  }
}
