package dev.clew.logstore.pipes.expression;

import dev.clew.logstore.pipes.flow.Cell;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The functions of expressions. */
final class ExpressionFunctions {
  /** How often a function takes arguments, and how it is made of them. */
  record Definition(int least, int most, Function<List<Expression.Node>, Expression.Node> maker) {}

  static final Map<String, Definition> BY_NAME = new TreeMap<>();

  /** More arguments come from programs gone wrong. */
  private static final int MANY = 32;

  static {
    number("abs", Math::abs);
    number("ceil", Math::ceil);
    number("exp", Math::exp);
    number("floor", Math::floor);
    number("ln", Math::log);
    number("log10", Math::log10);
    number("sqrt", Math::sqrt);
    BY_NAME.put("round", new Definition(1, 2, ExpressionFunctions::round));
    BY_NAME.put("min", new Definition(1, MANY, of -> extreme(of, -1)));
    BY_NAME.put("max", new Definition(1, MANY, of -> extreme(of, 1)));
    BY_NAME.put("len", text(text -> Cell.of(text.codePointCount(0, text.length()))));
    BY_NAME.put("lower", text(text -> Cell.of(text.toLowerCase(Locale.ROOT))));
    BY_NAME.put("upper", text(text -> Cell.of(text.toUpperCase(Locale.ROOT))));
    BY_NAME.put("default", new Definition(2, MANY, ExpressionFunctions::firstPresent));
    BY_NAME.put(
        "if",
        new Definition(
            3, 3, of -> row -> (of.get(0).test(row) ? of.get(1) : of.get(2)).value(row)));
  }

  private ExpressionFunctions() {}

  private static void number(String name, DoubleUnaryOperator operator) {
    BY_NAME.put(
        name,
        new Definition(
            1, 1, of -> row -> Cell.of(operator.applyAsDouble(of.getFirst().number(row)))));
  }

  private static Definition text(Function<String, Cell> function) {
    return new Definition(
        1,
        1,
        of ->
            row -> {
              Cell value = of.getFirst().value(row);
              return function.apply(value == null ? "" : value.text());
            });
  }

  private static Expression.Node round(List<Expression.Node> of) {
    return row -> {
      double unit = of.size() == 1 ? 1 : of.get(1).number(row);
      return Cell.of(Math.rint(of.getFirst().number(row) / unit) * unit);
    };
  }

  private static Expression.Node extreme(List<Expression.Node> of, int sign) {
    return row -> {
      @Nullable Cell best = null;
      for (Expression.Node node : of) {
        Cell value = node.value(row);
        if (value != null && (best == null || Cell.compare(value, best) * sign > 0)) {
          best = value;
        }
      }
      return best;
    };
  }

  private static Expression.Node firstPresent(List<Expression.Node> of) {
    return row -> {
      for (Expression.Node node : of) {
        Cell value = node.value(row);
        if (value != null && !value.text().isEmpty()) {
          return value;
        }
      }
      return null;
    };
  }
}
