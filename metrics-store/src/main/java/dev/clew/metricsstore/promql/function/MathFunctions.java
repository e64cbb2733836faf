package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.eval.Value;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/** Arithmetic, rounding and trigonometry on single floats. */
final class MathFunctions {
  private static final double LN_2 = Math.log(2);

  /** From here on the square is all that counts. */
  private static final double GREAT = 1 << 28;

  private MathFunctions() {}

  static void register(Map<String, PromFunction> functions) {
    add(functions, "abs", Math::abs);
    add(functions, "ceil", Math::ceil);
    add(functions, "floor", Math::floor);
    add(functions, "exp", Math::exp);
    add(functions, "sqrt", Math::sqrt);
    add(functions, "ln", Math::log);
    add(functions, "log2", MathFunctions::log2);
    add(functions, "log10", Math::log10);
    add(functions, "sin", Math::sin);
    add(functions, "cos", Math::cos);
    add(functions, "tan", Math::tan);
    add(functions, "asin", Math::asin);
    add(functions, "acos", Math::acos);
    add(functions, "atan", Math::atan);
    add(functions, "sinh", Math::sinh);
    add(functions, "cosh", Math::cosh);
    add(functions, "tanh", Math::tanh);
    add(functions, "asinh", MathFunctions::asinh);
    add(functions, "acosh", MathFunctions::acosh);
    add(functions, "atanh", x -> 0.5 * Math.log1p(2 * x / (1 - x)));
    add(functions, "rad", x -> x * Math.PI / 180);
    add(functions, "deg", x -> x * 180 / Math.PI);
    add(functions, "sgn", x -> x < 0 ? -1 : x > 0 ? 1 : x);
    functions.put("clamp", MathFunctions::clamp);
    functions.put("clamp_min", MathFunctions::clampMin);
    functions.put("clamp_max", MathFunctions::clampMax);
    functions.put("round", MathFunctions::round);
  }

  private static void add(
      Map<String, PromFunction> functions, String name, DoubleUnaryOperator operator) {
    functions.put(
        name,
        (call, evaluator, steps) ->
            Functions.floats(
                call.arguments().getFirst(),
                evaluator,
                steps,
                (value, step) -> operator.applyAsDouble(value)));
  }

  /** Exact for powers of two. */
  private static double log2(double x) {
    if (!(x >= Double.MIN_NORMAL) || Double.isInfinite(x)) {
      return Math.log(x) / LN_2;
    }
    int exponent = Math.getExponent(x);
    double fraction = Math.scalb(x, -exponent);
    return fraction == 1 ? exponent : Math.log(fraction) / LN_2 + exponent;
  }

  private static double asinh(double x) {
    double magnitude = Math.abs(x);
    if (Double.isInfinite(x) || magnitude == 0) {
      return x;
    }
    double result =
        magnitude > GREAT
            ? Math.log(magnitude) + LN_2
            : Math.log1p(
                magnitude + magnitude * magnitude / (1 + Math.sqrt(magnitude * magnitude + 1)));
    return Math.copySign(result, x);
  }

  private static double acosh(double x) {
    if (x > GREAT) {
      return Math.log(x) + LN_2;
    }
    double above = x - 1;
    return Math.log1p(above + Math.sqrt(2 * above + above * above));
  }

  /** An infinite maximum wins even against NaN, as in Go. */
  static double max(double a, double b) {
    boolean infinite = a == Double.POSITIVE_INFINITY || b == Double.POSITIVE_INFINITY;
    return infinite ? Double.POSITIVE_INFINITY : Math.max(a, b);
  }

  /** An infinite minimum wins even against NaN, as in Go. */
  static double min(double a, double b) {
    boolean infinite = a == Double.NEGATIVE_INFINITY || b == Double.NEGATIVE_INFINITY;
    return infinite ? Double.NEGATIVE_INFINITY : Math.min(a, b);
  }

  private static Value clamp(Expression.Call call, Evaluator evaluator, Steps steps) {
    List<Expression> arguments = call.arguments();
    double[] low = evaluator.scalars(arguments.get(1), steps);
    double[] high = evaluator.scalars(arguments.get(2), steps);
    return Functions.floats(
        arguments.getFirst(),
        evaluator,
        steps,
        (value, i) -> high[i] < low[i] ? Column.ABSENT : max(low[i], min(high[i], value)));
  }

  private static Value clampMin(Expression.Call call, Evaluator evaluator, Steps steps) {
    double[] low = evaluator.scalars(call.arguments().get(1), steps);
    return Functions.floats(
        call.arguments().getFirst(), evaluator, steps, (value, i) -> max(low[i], value));
  }

  private static Value clampMax(Expression.Call call, Evaluator evaluator, Steps steps) {
    double[] high = evaluator.scalars(call.arguments().get(1), steps);
    return Functions.floats(
        call.arguments().getFirst(), evaluator, steps, (value, i) -> min(high[i], value));
  }

  private static Value round(Expression.Call call, Evaluator evaluator, Steps steps) {
    List<Expression> arguments = call.arguments();
    double[] nearest =
        arguments.size() > 1
            ? evaluator.scalars(arguments.get(1), steps)
            : Value.Scalars.constant(1, steps.count()).values();
    // Dividing by the inverse is more exact than multiplying with the step.
    return Functions.floats(
        arguments.getFirst(),
        evaluator,
        steps,
        (value, i) -> Math.floor(value * (1 / nearest[i]) + 0.5) / (1 / nearest[i]));
  }
}
