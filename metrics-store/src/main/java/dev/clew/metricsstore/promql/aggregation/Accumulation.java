package dev.clew.metricsstore.promql.aggregation;

import dev.clew.metricsstore.promql.eval.Column;
import org.jspecify.annotations.Nullable;

/**
 * What has come together of one group at all steps, a series at a time: what an aggregation needs
 * to know of its members once they are gone. Series of one slice are added one after another;
 * slices are merged in their order, so the result does not depend on which thread did what.
 */
interface Accumulation {
  /**
   * Adds a series.
   *
   * @param series its number in the scan
   */
  void add(int series, Column column);

  /** Adds what has come together of later series; the other is not used any more. */
  void merge(Accumulation later);

  /**
   * Writes the result of all steps.
   *
   * @return false when the samples must be looked at in another way, see {@link Unmergeable}
   */
  boolean finish(Column out);

  /** Thrown when a series turns up that the plain way alone can aggregate. */
  final class Unmergeable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unmergeable() {
      super(null, null, false, false);
    }

    @Override
    public @Nullable String getMessage() {
      return "BUG: not caught";
    }
  }
}
