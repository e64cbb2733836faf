package dev.clew.metricsstore.promql.eval;

/** A function of the samples of one series in a window. */
@FunctionalInterface
public interface RangeFunction {
  /**
   * The result, or {@link Column#ABSENT} for none or after {@link Window#answer}. The window holds
   * at least one sample.
   */
  double apply(Window window);
}
