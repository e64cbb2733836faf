package dev.clew.metricsstore.promql.histogram;

import dev.clew.metricsstore.promql.ast.Position;
import dev.clew.metricsstore.promql.result.Annotations;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.NativeHistogram.CounterReset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The sum or mean of many native histograms, with Kahan summation in every bucket. */
public final class HistogramSum {
  private @Nullable NativeHistogram sum;
  private @Nullable NativeHistogram compensation;
  private double count;
  private boolean incremental;
  private boolean resetSeen;
  private boolean noResetSeen;
  private boolean reconciled;

  /**
   * @throws IncompatibleBucketsException for exponential with custom buckets
   */
  public void add(NativeHistogram histogram) {
    track(histogram);
    count++;
    NativeHistogram before = sum;
    if (before == null) {
      sum = histogram;
      compensation = HistogramArithmetic.emptyLike(histogram);
      return;
    }
    addCompensated(before, histogram);
  }

  /** Like {@link #add}, for a mean: guards against a sum beyond the range of numbers. */
  public void addForMean(NativeHistogram histogram) {
    NativeHistogram oldSum = sum;
    NativeHistogram oldCompensation = compensation;
    if (oldSum == null || oldCompensation == null) {
      add(histogram);
      return;
    }
    if (!incremental) {
      add(histogram);
      if (sum != null && !overflows(sum)) {
        return;
      }
      incremental = true;
      count--;
      sum = HistogramArithmetic.divided(oldSum, count);
      compensation = HistogramArithmetic.divided(oldCompensation, count);
    }
    track(histogram);
    count++;
    double share = (count - 1) / count;
    NativeHistogram mean = sum == null ? oldSum : sum;
    NativeHistogram carried = compensation == null ? oldCompensation : compensation;
    compensation = HistogramArithmetic.multiplied(carried, share);
    addCompensated(
        HistogramArithmetic.multiplied(mean, share), HistogramArithmetic.divided(histogram, count));
  }

  private void track(NativeHistogram histogram) {
    resetSeen |= histogram.counterReset() == CounterReset.RESET;
    noResetSeen |= histogram.counterReset() == CounterReset.NOT_RESET;
  }

  private static boolean overflows(NativeHistogram h) {
    return Double.isInfinite(h.count())
        || Double.isInfinite(h.sum())
        || Double.isInfinite(h.zeroCount())
        || Arrays.stream(h.positiveCounts()).anyMatch(Double::isInfinite)
        || Arrays.stream(h.negativeCounts()).anyMatch(Double::isInfinite);
  }

  private void addCompensated(NativeHistogram before, NativeHistogram histogram) {
    Layout layout = Layout.common(before, histogram);
    reconciled |= layout.reconciled();
    NativeHistogram old = layout.apply(before);
    NativeHistogram added = layout.apply(histogram);
    NativeHistogram carried = compensation;
    carried = layout.apply(carried == null ? HistogramArithmetic.emptyLike(before) : carried);
    NativeHistogram total = HistogramArithmetic.add(old, added).result();
    compensation =
        new NativeHistogram(
            layout.schema(),
            carried.count() + Kahan.lost(added.count(), old.count(), total.count()),
            carried.sum() + Kahan.lost(added.sum(), old.sum(), total.sum()),
            layout.zeroThreshold(),
            carried.zeroCount() + Kahan.lost(added.zeroCount(), old.zeroCount(), total.zeroCount()),
            CounterReset.UNKNOWN,
            total.positiveIndexes(),
            lost(old, added, carried, total, true),
            total.negativeIndexes(),
            lost(old, added, carried, total, false),
            total.customBounds());
    sum = total;
  }

  private static double[] lost(
      NativeHistogram old,
      NativeHistogram added,
      NativeHistogram carried,
      NativeHistogram total,
      boolean positive) {
    int[] indexes = positive ? total.positiveIndexes() : total.negativeIndexes();
    double[] totals = positive ? total.positiveCounts() : total.negativeCounts();
    double[] out = new double[indexes.length];
    for (int i = 0; i < indexes.length; i++) {
      out[i] =
          countAt(carried, indexes[i], positive)
              + Kahan.lost(
                  countAt(added, indexes[i], positive),
                  countAt(old, indexes[i], positive),
                  totals[i]);
    }
    return out;
  }

  private static double countAt(NativeHistogram h, int index, boolean positive) {
    int at = Arrays.binarySearch(positive ? h.positiveIndexes() : h.negativeIndexes(), index);
    if (at < 0) {
      return 0;
    }
    return positive ? h.positiveCounts()[at] : h.negativeCounts()[at];
  }

  public boolean isEmpty() {
    return sum == null;
  }

  public NativeHistogram sum() {
    NativeHistogram total = sum;
    NativeHistogram carried = compensation;
    if (total == null || carried == null) {
      throw new IllegalStateException("BUG: sum of no histograms");
    }
    NativeHistogram result = HistogramArithmetic.add(total, carried).result();
    CounterReset reset = total.counterReset();
    return HistogramArithmetic.compacted(HistogramArithmetic.marked(result, reset));
  }

  public NativeHistogram mean() {
    return incremental ? sum() : HistogramArithmetic.divided(sum(), count);
  }

  /** Reports what was odd about the operands. */
  public void annotate(Annotations annotations, Position position) {
    if (resetSeen && noResetSeen) {
      annotations.counterResetCollision("aggregation", position);
    }
    if (reconciled) {
      annotations.boundsReconciled("aggregation", position);
    }
  }
}
