package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.ast.Expression.Extension;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.RangeFunction;
import dev.clew.metricsstore.promql.eval.Window;
import dev.clew.metricsstore.promql.histogram.HistogramArithmetic;
import dev.clew.metricsstore.promql.rollup.ChangesRollup;
import dev.clew.metricsstore.series.NativeHistogram;
import java.util.Map;

/** How often a value changed or a counter was reset. */
final class Changes {
  private Changes() {}

  static void register(Map<String, PromFunction> functions) {
    functions.put("changes", counting(false));
    functions.put("resets", counting(true));
  }

  private static PromFunction counting(boolean resets) {
    RangeFunction function = window -> count(window, resets);
    return Functions.overRange(function.with(() -> new ChangesRollup(resets)));
  }

  private static double count(Window window, boolean resets) {
    int first = window.from();
    if (window.extension() == Extension.ANCHORED) {
      if (window.time(window.to() - 1) <= window.rangeStart()) {
        return Column.ABSENT;
      }
      first = ExtendedRates.firstIndex(window);
    }
    int count = 0;
    for (int i = first + 1; i < window.to(); i++) {
      count += (resets ? isReset(window, i) : isChange(window, i)) ? 1 : 0;
    }
    return count;
  }

  private static boolean isReset(Window window, int i) {
    NativeHistogram now = window.histogram(i);
    NativeHistogram before = window.histogram(i - 1);
    if (now == null && before == null) {
      return window.value(i) < window.value(i - 1) || StartTimes.isReset(window, i);
    }
    return now == null || before == null || HistogramRates.isReset(window, before, i);
  }

  private static boolean isChange(Window window, int i) {
    NativeHistogram now = window.histogram(i);
    NativeHistogram before = window.histogram(i - 1);
    if (now == null && before == null) {
      double a = window.value(i);
      double b = window.value(i - 1);
      return a != b && !(Double.isNaN(a) && Double.isNaN(b));
    }
    return now == null || before == null || !HistogramArithmetic.same(before, now);
  }
}
