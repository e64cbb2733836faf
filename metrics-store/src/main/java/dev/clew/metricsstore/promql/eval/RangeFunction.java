package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.promql.ast.Position;
import dev.clew.metricsstore.series.SeriesData;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A function of the samples of one series in a window. Used by several threads at once. */
@FunctionalInterface
public interface RangeFunction {
  /**
   * The result, or {@link Column#ABSENT} for none or after {@link Window#answer}. The window holds
   * at least one sample.
   */
  double apply(Window window);

  /** Makes the faster way for series of floats, one for each thread; null when there is none. */
  default @Nullable Supplier<Rollup> rollup() {
    return null;
  }

  /** Told of every series that has a result, to say what is odd about it. */
  default void conclude(
      SeriesData series, Column result, QueryContext context, Position argument) {}

  /** The same function with a faster way for series of floats. */
  default RangeFunction with(Supplier<Rollup> faster) {
    RangeFunction plain = this;
    return new RangeFunction() {
      @Override
      public double apply(Window window) {
        return plain.apply(window);
      }

      @Override
      public Supplier<Rollup> rollup() {
        return faster;
      }

      @Override
      public void conclude(
          SeriesData series, Column result, QueryContext context, Position argument) {
        plain.conclude(series, result, context, argument);
      }
    };
  }
}
