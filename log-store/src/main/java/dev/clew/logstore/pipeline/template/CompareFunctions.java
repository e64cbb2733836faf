package dev.clew.logstore.pipeline.template;

import dev.clew.logstore.pipeline.template.Functions.Function;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** Comparisons. */
final class CompareFunctions {
  private CompareFunctions() {}

  static void addTo(Map<String, Function> all) {
    all.put("eq", new Function(2, Function.ANY, CompareFunctions::equalsAny));
    all.put("ne", Function.of(2, a -> !same(a.get(0), a.get(1))));
    all.put("lt", ordered(order -> order < 0));
    all.put("le", ordered(order -> order <= 0));
    all.put("gt", ordered(order -> order > 0));
    all.put("ge", ordered(order -> order >= 0));
    all.put("not", Function.of(1, a -> !Values.isTrue(a.getFirst())));
  }

  private static Object equalsAny(List<Object> arguments) {
    for (Object other : arguments.subList(1, arguments.size())) {
      if (same(arguments.getFirst(), other)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNumber(Object value) {
    return value instanceof Long || value instanceof Double;
  }

  private static boolean same(Object a, Object b) {
    if (isNumber(a) && isNumber(b)) {
      return Values.toReal(a) == Values.toReal(b);
    }
    if (a.getClass() != b.getClass() && !(a instanceof Nil) && !(b instanceof Nil)) {
      throw new TemplateException("incompatible types for comparison");
    }
    return a.equals(b);
  }

  private static Function ordered(IntPredicate test) {
    return Function.of(2, a -> test.test(compare(a.get(0), a.get(1))));
  }

  private static int compare(Object a, Object b) {
    if (isNumber(a) && isNumber(b)) {
      return Double.compare(Values.toReal(a), Values.toReal(b));
    }
    if (a instanceof String left && b instanceof String right) {
      return left.compareTo(right);
    }
    throw new TemplateException("incompatible types for comparison");
  }
}
