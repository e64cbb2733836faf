package dev.clew.logstore.logql.range;

import dev.clew.logstore.logql.ast.RangeOperator;

/** What a range aggregation gathers of one series; rows come in any order. */
public interface RangeSeries {
  /**
   * @param cell of {@link Windows}
   * @param sequence orders rows of the same time
   */
  void add(int cell, long time, long sequence, double value);

  /** Writes the values at all steps. */
  void finish(Windows windows, StepSeries into);

  /** Values held per cell, for the bound on memory; those kept one by one count as they come. */
  static int cellsOf(RangeOperator operator, Windows windows) {
    return keepsSamples(operator) ? 1 : windows.cells();
  }

  static boolean keepsSamples(RangeOperator operator) {
    return operator == RangeOperator.QUANTILE_OVER_TIME || operator == RangeOperator.RATE_COUNTER;
  }

  static RangeSeries of(
      RangeOperator operator, double parameter, double rangeSeconds, Windows windows) {
    int cells = windows.cells();
    return switch (operator) {
      case COUNT_OVER_TIME, ABSENT_OVER_TIME -> new SumSeries(cells, 1, false);
      case BYTES_OVER_TIME, SUM_OVER_TIME -> new SumSeries(cells, 1, false);
      case RATE, BYTES_RATE -> new SumSeries(cells, rangeSeconds, false);
      case AVG_OVER_TIME -> new SumSeries(cells, 1, true);
      case MIN_OVER_TIME -> new ExtremeSeries(cells, ExtremeSeries.Kind.MIN);
      case MAX_OVER_TIME -> new ExtremeSeries(cells, ExtremeSeries.Kind.MAX);
      case FIRST_OVER_TIME -> new ExtremeSeries(cells, ExtremeSeries.Kind.FIRST);
      case LAST_OVER_TIME -> new ExtremeSeries(cells, ExtremeSeries.Kind.LAST);
      case STDDEV_OVER_TIME -> new SpreadSeries(cells, true);
      case STDVAR_OVER_TIME -> new SpreadSeries(cells, false);
      case QUANTILE_OVER_TIME ->
          new SampleSeries(values -> Quantile.of(parameter, values.sortedValues()));
      case RATE_COUNTER -> new SampleSeries(samples -> CounterRate.of(samples, rangeSeconds));
    };
  }
}
