package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.ast.Expression.Extension;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Window;

/**
 * Rates over {@code anchored} and {@code smoothed} ranges, which take the sample before the range
 * or values interpolated at its edges instead of extrapolating.
 */
final class ExtendedRates {
  private ExtendedRates() {}

  static double apply(Window window, boolean counter, boolean perSecond) {
    boolean smoothed = window.extension() == Extension.SMOOTHED;
    double[] values = window.values();
    long start = window.rangeStart();
    long end = window.rangeEnd();
    int first = firstIndex(window);
    int last = lastIndex(window);
    if (window.time(last) <= start || (smoothed && window.time(first) > end)) {
      return Column.ABSENT;
    }
    double left =
        smoothed && window.time(first) < start && first + 1 < window.to()
            ? interpolate(window, first, start, counter)
            : values[first];
    double right =
        smoothed && last > window.from() && window.time(last) > end
            ? interpolate(window, last - 1, end, counter)
            : values[last];
    double result = right - left;
    if (counter) {
      int inner = window.time(first) <= start ? first + 1 : first;
      int innerLast = window.time(last) >= end ? last - 1 : last;
      result += correction(window, left, right, inner, innerLast);
    }
    return perSecond ? result / (window.rangeMillis() / 1000.0) : result;
  }

  /** The last sample at or before the start of the range, or the first of all. */
  static int firstIndex(Window window) {
    int first = window.from();
    while (first + 1 < window.to() && window.time(first + 1) <= window.rangeStart()) {
      first++;
    }
    return first;
  }

  /** The last sample, or of a smoothed range the first at or behind its end. */
  static int lastIndex(Window window) {
    int last = window.to() - 1;
    if (window.extension() == Extension.SMOOTHED) {
      last = window.from();
      while (last < window.to() - 1 && window.time(last) < window.rangeEnd()) {
        last++;
      }
    }
    return last;
  }

  private static double interpolate(Window window, int index, long time, boolean counter) {
    double before = window.value(index);
    double after = window.value(index + 1);
    if (counter && after < before) {
      before = 0;
    }
    long span = window.time(index + 1) - window.time(index);
    return before + (after - before) * (time - window.time(index)) / span;
  }

  private static double correction(Window window, double left, double right, int first, int last) {
    double correction = 0;
    double previous = left;
    for (int i = first; i <= last; i++) {
      if (window.value(i) < previous) {
        correction += previous;
      }
      previous = window.value(i);
    }
    return right < previous ? correction + previous : correction;
  }
}
