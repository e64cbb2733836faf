package dev.clew.logstore.pipeline.template;

import dev.clew.logstore.pipeline.Quantities;
import dev.clew.logstore.pipeline.template.Functions.Function;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Functions of numbers. */
final class NumberFunctions {
  private NumberFunctions() {}

  static void addTo(Map<String, Function> all) {
    all.put("add", wholes(0, Long::sum));
    all.put("mul", wholes(1, (a, b) -> a * b));
    all.put("max", wholes(1, Math::max));
    all.put("min", wholes(1, Math::min));
    all.put("sub", Function.of(2, a -> whole(a, 0) - whole(a, 1)));
    all.put("div", Function.of(2, a -> divided(a, false)));
    all.put("mod", Function.of(2, a -> divided(a, true)));
    all.put("addf", reals(0, Double::sum));
    all.put("mulf", reals(1, (a, b) -> a * b));
    all.put("subf", reals(1, (a, b) -> a - b));
    all.put("divf", reals(1, (a, b) -> a / b));
    all.put("maxf", reals(1, Math::max));
    all.put("minf", reals(1, Math::min));
    all.put("ceil", Function.of(1, a -> Math.ceil(real(a, 0))));
    all.put("floor", Function.of(1, a -> Math.floor(real(a, 0))));
    all.put("round", new Function(2, 3, NumberFunctions::round));
    all.put("int", Function.of(1, a -> whole(a, 0)));
    all.put("float64", Function.of(1, a -> real(a, 0)));
    all.put("bytes", Function.of(1, a -> quantity(Quantities.bytes(text(a)), text(a))));
    all.put(
        "duration",
        Function.of(1, a -> quantity(Quantities.durationNanos(text(a)) / 1e9, text(a))));
    all.put(
        "duration_seconds",
        Function.of(1, a -> quantity(Quantities.durationNanos(text(a)) / 1e9, text(a))));
  }

  private static String text(List<Object> arguments) {
    return Values.text(arguments.getFirst());
  }

  private static double quantity(double number, String text) {
    if (Double.isNaN(number)) {
      throw new TemplateException("could not read \"" + text + "\" as a quantity");
    }
    return number;
  }

  private static long whole(List<Object> arguments, int index) {
    return Values.toWhole(arguments.get(index));
  }

  private static double real(List<Object> arguments, int index) {
    return Values.toReal(arguments.get(index));
  }

  private static long divided(List<Object> arguments, boolean remainder) {
    long by = whole(arguments, 1);
    if (by == 0) {
      throw new TemplateException("division by zero");
    }
    return remainder ? whole(arguments, 0) % by : whole(arguments, 0) / by;
  }

  private static Function wholes(int least, LongBinaryOperator operator) {
    return new Function(
        least, Function.ANY, a -> a.stream().mapToLong(Values::toWhole).reduce(operator).orElse(0));
  }

  private static Function reals(int least, DoubleBinaryOperator operator) {
    return new Function(
        least,
        Function.ANY,
        a -> a.stream().mapToDouble(Values::toReal).reduce(operator).orElse(0));
  }

  /** Up from a rest of a half, or of the third argument. */
  private static double round(List<Object> arguments) {
    double value = real(arguments, 0);
    double factor = Math.pow(10, Math.clamp(whole(arguments, 1), -300, 300));
    double from = arguments.size() > 2 ? real(arguments, 2) : 0.5;
    double scaled = value * factor;
    double whole = Math.floor(scaled);
    return (scaled - whole >= from ? Math.ceil(scaled) : whole) / factor;
  }
}
