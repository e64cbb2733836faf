package dev.clew.logstore.pipeline.template;

import dev.clew.notation.template.Call;
import dev.clew.notation.template.Dialect.Body;
import java.util.HashMap;
import java.util.Map;

/** The functions of Loki by their names. */
final class Functions {
  static final Map<String, Body<LineContext>> ALL;

  static {
    Map<String, Body<LineContext>> all = new HashMap<>();
    TextFunctions.addTo(all);
    NumberFunctions.addTo(all);
    TimeFunctions.addTo(all);
    ALL = Map.copyOf(all);
  }

  private Functions() {}

  /** A function that takes so many arguments. */
  static Body<LineContext> taking(int arguments, Body<LineContext> body) {
    return call -> body.apply(call.takes(arguments));
  }

  /** A function that takes so many arguments at least. */
  static Body<LineContext> atLeast(int arguments, Body<LineContext> body) {
    return call -> body.apply(call.takesAtLeast(arguments));
  }

  /** An argument as text; these functions take anything for it. */
  static String text(Call<LineContext> call, int index) {
    return Conversions.text(call.value(index));
  }

  static long whole(Call<LineContext> call, int index) {
    return Conversions.toWhole(call.value(index));
  }

  static double real(Call<LineContext> call, int index) {
    return Conversions.toReal(call.value(index));
  }
}
