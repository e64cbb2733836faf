package dev.clew.logstore.pipeline.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The functions of templates by their names. */
final class Functions {
  static final Map<String, Function> ALL;

  static {
    Map<String, Function> all = new HashMap<>();
    TextFunctions.addTo(all);
    NumberFunctions.addTo(all);
    TimeFunctions.addTo(all);
    CompareFunctions.addTo(all);
    ALL = Map.copyOf(all);
  }

  private Functions() {}

  /** What a function does with its arguments. */
  @FunctionalInterface
  interface Body {
    Object apply(List<Object> arguments);
  }

  /**
   * @param least fewest arguments
   * @param most most arguments
   */
  record Function(int least, int most, Body body) {
    static final int ANY = Integer.MAX_VALUE;

    static Function of(int arguments, Body body) {
      return new Function(arguments, arguments, body);
    }
  }
}
