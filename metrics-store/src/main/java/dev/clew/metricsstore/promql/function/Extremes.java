package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.RangeFunction;
import dev.clew.metricsstore.promql.eval.Window;
import dev.clew.metricsstore.promql.rollup.ExtremeRollup;
import java.util.Map;

/** The greatest and least value of a range and when it was there. NaN loses against any number. */
final class Extremes {
  private interface Better {
    boolean than(double candidate, double best);
  }

  private Extremes() {}

  static void register(Map<String, PromFunction> functions) {
    add(functions, "max_over_time", (candidate, best) -> candidate > best, false);
    add(functions, "min_over_time", (candidate, best) -> candidate < best, false);
    add(functions, "ts_of_max_over_time", (candidate, best) -> candidate >= best, true);
    add(functions, "ts_of_min_over_time", (candidate, best) -> candidate <= best, true);
  }

  private static void add(
      Map<String, PromFunction> functions, String name, Better better, boolean time) {
    RangeFunction function = window -> best(window, better, time);
    if (!time) {
      boolean greatest = better.than(1, 0);
      function = function.with(() -> new ExtremeRollup(greatest));
    }
    functions.put(name, Functions.overRange(function));
  }

  private static double best(Window window, Better better, boolean time) {
    if (!Spread.hasFloats(window)) {
      return Column.ABSENT;
    }
    int best = -1;
    for (int i = window.from(); i < window.to(); i++) {
      if (!window.isFloat(i)) {
        continue;
      }
      if (best < 0
          || better.than(window.value(i), window.value(best))
          || Double.isNaN(window.value(best))) {
        best = i;
      }
    }
    return time ? window.time(best) / 1000.0 : window.value(best);
  }
}
