package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.FunctionSignature;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.ColumnSets;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.RangeFunction;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.eval.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All functions by name. */
public final class Functions {
  private static final Map<String, PromFunction> BY_NAME = new HashMap<>();

  static {
    MathFunctions.register(BY_NAME);
    DateFunctions.register(BY_NAME);
    TimeFunctions.register(BY_NAME);
    Rates.register(BY_NAME);
    Trends.register(BY_NAME);
    OverTime.register(BY_NAME);
    Spread.register(BY_NAME);
    Extremes.register(BY_NAME);
    Changes.register(BY_NAME);
    Absence.register(BY_NAME);
    Sorting.register(BY_NAME);
    LabelFunctions.register(BY_NAME);
    HistogramFunctions.register(BY_NAME);
    HistogramQuantiles.register(BY_NAME);
    InfoFunction.register(BY_NAME);
  }

  private Functions() {}

  public static PromFunction of(FunctionSignature signature) {
    PromFunction function = BY_NAME.get(signature.name());
    if (function == null) {
      throw new IllegalStateException("BUG: no function " + signature.name());
    }
    return function;
  }

  /** A function whose first argument is a range vector and that drops the name. */
  static PromFunction overRange(RangeFunction function) {
    return overRange(function, false);
  }

  static PromFunction overRange(RangeFunction function, boolean keepsName) {
    return OverRange.of(function, keepsName);
  }

  /** A function of a float at a step. */
  interface FloatFunction {
    double apply(double value, int step);
  }

  /** Applies a function to all floats of a vector argument; histograms are left out. */
  static Value floats(Expression argument, Evaluator evaluator, Steps steps, FloatFunction f) {
    List<Column> out = new ArrayList<>();
    for (Column column : evaluator.columns(argument, steps)) {
      Column result = ColumnSets.derived(column, evaluator.context());
      double[] values = column.values();
      boolean any = false;
      for (int i = 0; i < values.length; i++) {
        if (!Column.isAbsent(values[i])) {
          result.set(i, f.apply(values[i], i));
          any = true;
        }
      }
      if (any) {
        out.add(result);
      }
    }
    return checked(out, evaluator);
  }

  /** Joins what has become the same series, unless names are dropped later. */
  static Value checked(List<Column> columns, Evaluator evaluator) {
    return new Value.Columns(
        evaluator.context().delayedNames() ? columns : ColumnSets.merged(columns));
  }
}
