package dev.clew.metricsstore.promql.histogram;

import dev.clew.metricsstore.promql.ast.Position;
import dev.clew.metricsstore.promql.histogram.HistogramArithmetic.Outcome;
import dev.clew.metricsstore.promql.result.Annotations;
import dev.clew.metricsstore.series.NativeHistogram;

/** Native histograms at times between two samples, and sums that report what was odd. */
public final class HistogramInterpolation {
  private final Annotations annotations;
  private final Position position;

  /** A histogram with its time. */
  public record At(NativeHistogram histogram, long time) {}

  public HistogramInterpolation(Annotations annotations, Position position) {
    this.annotations = annotations;
    this.position = position;
  }

  /**
   * The histogram at {@code time}, on a line between two. A counter that was reset in between
   * begins at zero.
   *
   * @throws IncompatibleBucketsException for exponential with custom buckets
   */
  public NativeHistogram between(At before, At after, long time, boolean counter) {
    if (time == before.time()) {
      return before.histogram();
    }
    if (time == after.time()) {
      return after.histogram();
    }
    double share = (double) (time - before.time()) / (after.time() - before.time());
    if (counter && HistogramArithmetic.isReset(before.histogram(), after.histogram())) {
      return HistogramArithmetic.multiplied(after.histogram(), share);
    }
    NativeHistogram change = difference(after.histogram(), before.histogram());
    return sum(HistogramArithmetic.multiplied(change, share), before.histogram());
  }

  /**
   * @throws IncompatibleBucketsException for exponential with custom buckets
   */
  public NativeHistogram sum(NativeHistogram a, NativeHistogram b) {
    return reported(HistogramArithmetic.add(a, b), "addition");
  }

  /**
   * @throws IncompatibleBucketsException for exponential with custom buckets
   */
  public NativeHistogram difference(NativeHistogram a, NativeHistogram b) {
    return reported(HistogramArithmetic.subtract(a, b), "subtraction");
  }

  private NativeHistogram reported(Outcome outcome, String operation) {
    if (outcome.reconciled()) {
      annotations.boundsReconciled(operation, position);
    }
    return outcome.result();
  }
}
