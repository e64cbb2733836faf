package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.ColumnSets;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.Selectors;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.eval.Value;
import dev.clew.model.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/** Times, and what turns scalars into vectors and back. */
final class TimeFunctions {
  private TimeFunctions() {}

  static void register(Map<String, PromFunction> functions) {
    functions.put("time", (call, evaluator, steps) -> new Value.Scalars(times(steps)));
    functions.put("pi", (call, evaluator, steps) -> constant(Math.PI, steps));
    functions.put(
        "start", (call, ev, steps) -> constant(ev.context().query().start() / 1000.0, steps));
    functions.put(
        "end", (call, ev, steps) -> constant(ev.context().query().until() / 1000.0, steps));
    functions.put(
        "step", (call, ev, steps) -> constant(ev.context().setting().stepSeconds(), steps));
    functions.put(
        "range", (call, ev, steps) -> constant(ev.context().setting().rangeSeconds(), steps));
    functions.put("min_of", (call, ev, steps) -> of(call, ev, steps, MathFunctions::min));
    functions.put("max_of", (call, ev, steps) -> of(call, ev, steps, MathFunctions::max));
    functions.put("timestamp", TimeFunctions::timestamp);
    functions.put("start_timestamp", TimeFunctions::startTimestamp);
    functions.put("scalar", TimeFunctions::scalar);
    functions.put(
        "vector",
        (call, evaluator, steps) -> {
          double[] values = evaluator.scalars(call.arguments().getFirst(), steps);
          return new Value.Columns(List.of(Column.of(Labels.EMPTY, false, values)));
        });
  }

  private static Value constant(double value, Steps steps) {
    return Value.Scalars.constant(value, steps.count());
  }

  private static double[] times(Steps steps) {
    double[] times = new double[steps.count()];
    for (int i = 0; i < times.length; i++) {
      times[i] = steps.time(i) / 1000.0;
    }
    return times;
  }

  private static Value of(
      Expression.Call call, Evaluator evaluator, Steps steps, DoubleBinaryOperator operator) {
    double[] a = evaluator.scalars(call.arguments().get(0), steps);
    double[] b = evaluator.scalars(call.arguments().get(1), steps);
    double[] out = new double[a.length];
    Arrays.setAll(out, i -> operator.applyAsDouble(a[i], b[i]));
    return new Value.Scalars(out);
  }

  /** The time of the sample for a selector, the time of evaluation for anything else. */
  private static Value timestamp(Expression.Call call, Evaluator evaluator, Steps steps) {
    Expression argument = call.arguments().getFirst().bare();
    boolean selector = argument instanceof Expression.VectorSelector;
    List<Column> inputs =
        argument instanceof Expression.VectorSelector vector
            ? evaluator.latest(vector, steps, Selectors.Part.TIME)
            : evaluator.columns(argument, steps);
    List<Column> out = new ArrayList<>();
    for (Column column : inputs) {
      Column result = ColumnSets.derived(column, evaluator.context());
      for (int i = 0; i < steps.count(); i++) {
        if (column.present(i)) {
          result.set(i, selector ? column.value(i) : steps.time(i) / 1000.0);
        }
      }
      out.add(result);
    }
    return Functions.checked(out, evaluator);
  }

  /** Since when the samples of a selector count, 0 for unknown; nothing for anything else. */
  private static Value startTimestamp(Expression.Call call, Evaluator evaluator, Steps steps) {
    boolean known = evaluator.context().usesStartTimes();
    if (!known
        || !(call.arguments().getFirst().bare() instanceof Expression.VectorSelector selector)) {
      return new Value.Columns(List.of());
    }
    List<Column> out = new ArrayList<>();
    for (Column column : evaluator.latest(selector, steps, Selectors.Part.START)) {
      Column result = ColumnSets.derived(column, evaluator.context());
      for (int i = 0; i < steps.count(); i++) {
        if (column.present(i)) {
          result.set(i, column.value(i));
        }
      }
      out.add(result);
    }
    return Functions.checked(out, evaluator);
  }

  /** The value of the only float, NaN when there is none or more than one. */
  private static Value scalar(Expression.Call call, Evaluator evaluator, Steps steps) {
    double[] out = new double[steps.count()];
    int[] found = new int[steps.count()];
    Arrays.fill(out, Double.NaN);
    for (Column column : evaluator.columns(call.arguments().getFirst(), steps)) {
      for (int i = 0; i < out.length; i++) {
        if (column.hasFloat(i)) {
          out[i] = found[i]++ == 0 ? column.value(i) : Double.NaN;
        }
      }
    }
    return new Value.Scalars(out);
  }
}
