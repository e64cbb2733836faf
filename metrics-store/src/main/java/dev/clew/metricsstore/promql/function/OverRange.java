package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.RangeFunction;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.eval.Value;

/**
 * A function that looks at each series of a range vector by itself.
 *
 * @param argument which of the arguments is the range vector
 * @param keepsName whether the result keeps the metric name
 * @param factory makes the function once the other arguments are known
 */
public record OverRange(int argument, boolean keepsName, Factory factory) implements PromFunction {
  /** Evaluates the other arguments. */
  @FunctionalInterface
  public interface Factory {
    RangeFunction of(Expression.Call call, Evaluator evaluator, Steps steps);
  }

  static OverRange of(RangeFunction function, boolean keepsName) {
    return new OverRange(0, keepsName, (call, evaluator, steps) -> function);
  }

  /** The range vector in a call. */
  public Expression range(Expression.Call call) {
    return call.arguments().get(argument);
  }

  @Override
  public Value evaluate(Expression.Call call, Evaluator evaluator, Steps steps) {
    RangeFunction function = factory.of(call, evaluator, steps);
    return new Value.Columns(evaluator.overRange(range(call), steps, keepsName, function));
  }
}
