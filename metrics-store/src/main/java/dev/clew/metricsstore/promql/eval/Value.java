package dev.clew.metricsstore.promql.eval;

import java.util.Arrays;
import java.util.List;

/** What an expression evaluates to over all steps. */
public sealed interface Value {
  /** A number at every step. */
  @SuppressWarnings("ArrayRecordComponent")
  record Scalars(double[] values) implements Value {
    public static Scalars constant(double value, int steps) {
      double[] values = new double[steps];
      Arrays.fill(values, value);
      return new Scalars(values);
    }
  }

  /** A string. */
  record Text(String value) implements Value {}

  /** An instant vector at every step. With one step the order is part of the result. */
  record Columns(List<Column> columns) implements Value {}
}
