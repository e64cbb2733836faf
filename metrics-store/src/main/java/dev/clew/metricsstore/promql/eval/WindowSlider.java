package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.promql.ast.Expression.Extension;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;

/**
 * Slides a window over one series with two pointers. A small method of its own for the compiler.
 */
final class WindowSlider {
  private WindowSlider() {}

  /** Fills {@code out} and tells whether it has any sample. */
  static boolean slide(
      SeriesData series,
      RangeVector vector,
      Steps steps,
      RangeFunction function,
      Column out,
      QueryContext context) {
    long before = vector.extension() == Extension.NONE ? 0 : context.lookback();
    long after = vector.extension() == Extension.SMOOTHED ? context.lookback() : 0;
    Window window = new Window(series, vector, context);
    long[] times = series.timesMillis();
    int size = series.size();
    boolean any = false;
    for (int step = 0; step < steps.count(); step++) {
      window.step = step;
      window.evaluationTime = steps.time(step);
      window.rangeEnd = vector.reference().time(window.evaluationTime);
      long end = window.rangeEnd + after;
      long start = window.rangeStart() - before;
      while (window.to < size && times[window.to] <= end) {
        window.to++;
      }
      while (window.from < window.to && times[window.from] <= start) {
        window.from++;
      }
      if (window.from == window.to) {
        continue;
      }
      window.counted();
      window.histogramResult = null;
      double value = function.apply(window);
      NativeHistogram histogram = window.histogramResult;
      if (histogram != null) {
        out.set(step, histogram);
        any = true;
      } else if (!Column.isAbsent(value)) {
        out.set(step, value);
        any = true;
      }
    }
    return any;
  }
}
