package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.eval.Value;

/** A function of the language. */
@FunctionalInterface
public interface PromFunction {
  Value evaluate(Expression.Call call, Evaluator evaluator, Steps steps);
}
