package dev.clew.logstore.logql.ast;

import org.jspecify.annotations.Nullable;

/** A query for numbers. */
public sealed interface MetricExpression extends Expression {
  /**
   * @param parameter of {@code quantile_over_time}; else 0
   */
  record RangeAggregation(
      RangeOperator operator, double parameter, LogRange range, @Nullable Grouping grouping)
      implements MetricExpression {
    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /**
   * @param parameter of {@code topk}, {@code bottomk} and {@code approx_topk}; else 0
   */
  record VectorAggregation(
      VectorOperator operator, int parameter, MetricExpression of, @Nullable Grouping grouping)
      implements MetricExpression {
    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  record Binary(
      BinaryOperator operator, MetricExpression left, MetricExpression right, Matching matching)
      implements MetricExpression {
    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  record LabelReplace(
      MetricExpression of, String destination, String replacement, String source, String regex)
      implements MetricExpression {
    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  record Literal(double value) implements MetricExpression {
    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /** {@code vector(1)}: a number as a vector without labels. */
  record VectorOf(double value) implements MetricExpression {
    @Override
    public String toString() {
      return Printer.print(this);
    }
  }
}
