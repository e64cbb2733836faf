package dev.clew.logstore.pipeline.template;

import static dev.clew.logstore.pipeline.template.Functions.atLeast;
import static dev.clew.logstore.pipeline.template.Functions.real;
import static dev.clew.logstore.pipeline.template.Functions.taking;
import static dev.clew.logstore.pipeline.template.Functions.text;
import static dev.clew.logstore.pipeline.template.Functions.whole;

import dev.clew.logstore.pipeline.Quantities;
import dev.clew.notation.template.Call;
import dev.clew.notation.template.Dialect.Body;
import dev.clew.notation.template.FunctionException;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Functions of numbers. */
final class NumberFunctions {
  private NumberFunctions() {}

  static void addTo(Map<String, Body<LineContext>> all) {
    all.put("add", wholes(0, Long::sum));
    all.put("mul", wholes(1, (a, b) -> a * b));
    all.put("max", wholes(1, Math::max));
    all.put("min", wholes(1, Math::min));
    all.put("sub", taking(2, a -> whole(a, 0) - whole(a, 1)));
    all.put("div", taking(2, a -> divided(a, false)));
    all.put("mod", taking(2, a -> divided(a, true)));
    all.put("addf", reals(0, Double::sum));
    all.put("mulf", reals(1, (a, b) -> a * b));
    all.put("subf", reals(1, (a, b) -> a - b));
    all.put("divf", reals(1, (a, b) -> a / b));
    all.put("maxf", reals(1, Math::max));
    all.put("minf", reals(1, Math::min));
    all.put("ceil", taking(1, a -> Math.ceil(real(a, 0))));
    all.put("floor", taking(1, a -> Math.floor(real(a, 0))));
    all.put("round", atLeast(2, NumberFunctions::round));
    all.put("int", taking(1, a -> whole(a, 0)));
    all.put("float64", taking(1, a -> real(a, 0)));
    all.put("bytes", taking(1, a -> quantity(Quantities.bytes(text(a, 0)), text(a, 0))));
    all.put(
        "duration",
        taking(1, a -> quantity(Quantities.durationNanos(text(a, 0)) / 1e9, text(a, 0))));
    all.put(
        "duration_seconds",
        taking(1, a -> quantity(Quantities.durationNanos(text(a, 0)) / 1e9, text(a, 0))));
  }

  private static double quantity(double number, String text) {
    if (Double.isNaN(number)) {
      throw new FunctionException("could not read \"" + text + "\" as a quantity");
    }
    return number;
  }

  private static long divided(Call<LineContext> call, boolean remainder) {
    long by = whole(call, 1);
    if (by == 0) {
      throw new FunctionException("division by zero");
    }
    return remainder ? whole(call, 0) % by : whole(call, 0) / by;
  }

  private static Body<LineContext> wholes(int least, LongBinaryOperator operator) {
    return atLeast(
        least, a -> a.values().stream().mapToLong(Conversions::toWhole).reduce(operator).orElse(0));
  }

  private static Body<LineContext> reals(int least, DoubleBinaryOperator operator) {
    return atLeast(
        least,
        a -> a.values().stream().mapToDouble(Conversions::toReal).reduce(operator).orElse(0));
  }

  /** Up from a rest of a half, or of the third argument. */
  private static double round(Call<LineContext> call) {
    double value = real(call, 0);
    double factor = Math.pow(10, Math.clamp(whole(call, 1), -300, 300));
    double from = call.count() > 2 ? real(call, 2) : 0.5;
    double scaled = value * factor;
    double whole = Math.floor(scaled);
    return (scaled - whole >= from ? Math.ceil(scaled) : whole) / factor;
  }
}
