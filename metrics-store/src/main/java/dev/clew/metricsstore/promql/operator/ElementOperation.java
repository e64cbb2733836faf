package dev.clew.metricsstore.promql.operator;

import dev.clew.metricsstore.promql.ast.BinaryOperator;
import dev.clew.metricsstore.promql.ast.Position;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.histogram.HistogramArithmetic;
import dev.clew.metricsstore.promql.histogram.HistogramArithmetic.Outcome;
import dev.clew.metricsstore.promql.histogram.HistogramTrim;
import dev.clew.metricsstore.promql.histogram.IncompatibleBucketsException;
import dev.clew.metricsstore.promql.notation.Quoting;
import dev.clew.metricsstore.promql.result.Annotations;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.NativeHistogram.CounterReset;
import org.jspecify.annotations.Nullable;

/**
 * A binary operator on two samples, each a float or a native histogram. The result is left in the
 * object, so that nothing is allocated per sample. For a comparison the result is the left sample
 * and {@link #kept} tells whether it holds.
 */
final class ElementOperation {
  private final BinaryOperator operator;
  private final Annotations annotations;
  private final Position position;
  private double value;
  private @Nullable NativeHistogram histogram;
  private boolean kept;

  ElementOperation(BinaryOperator operator, Annotations annotations, Position position) {
    this.operator = operator;
    this.annotations = annotations;
    this.position = position;
  }

  double value() {
    return value;
  }

  @Nullable NativeHistogram histogram() {
    return histogram;
  }

  /** Whether a comparison holds; true for other operators. */
  boolean kept() {
    return kept;
  }

  /** Applies the operator and tells whether the kinds of samples go together. */
  boolean apply(
      double left,
      @Nullable NativeHistogram leftHistogram,
      double right,
      @Nullable NativeHistogram rightHistogram) {
    histogram = null;
    value = Column.ABSENT;
    kept = true;
    if (leftHistogram == null && rightHistogram == null) {
      return floats(left, right);
    }
    if (leftHistogram == null) {
      return mixed(operator == BinaryOperator.MULTIPLY, rightHistogram, left, true);
    }
    if (rightHistogram == null) {
      boolean allowed =
          switch (operator) {
            case MULTIPLY, DIVIDE, TRIM_UPPER, TRIM_LOWER -> true;
            default -> false;
          };
      return mixed(allowed, leftHistogram, right, false);
    }
    return histograms(leftHistogram, rightHistogram);
  }

  private boolean incompatible(String left, String right) {
    annotations.info(
        "incompatible sample types encountered for binary operator "
            + Quoting.quote(operator.symbol())
            + ": "
            + left
            + " "
            + operator.symbol()
            + " "
            + right,
        position);
    return false;
  }

  private boolean floats(double left, double right) {
    if (operator == BinaryOperator.TRIM_LOWER || operator == BinaryOperator.TRIM_UPPER) {
      return incompatible("float", "float");
    }
    if (operator.isComparison()) {
      value = left;
      kept = compare(operator, left, right);
    } else {
      value = calculate(operator, left, right);
    }
    return true;
  }

  private boolean mixed(
      boolean allowed, @Nullable NativeHistogram h, double number, boolean floatFirst) {
    if (!allowed || h == null) {
      return floatFirst ? incompatible("float", "histogram") : incompatible("histogram", "float");
    }
    NativeHistogram result =
        switch (operator) {
          case MULTIPLY -> HistogramArithmetic.multiplied(h, number);
          case DIVIDE -> HistogramArithmetic.divided(h, number);
          default -> HistogramTrim.trimmed(h, number, operator == BinaryOperator.TRIM_UPPER);
        };
    histogram = HistogramArithmetic.compacted(result);
    return true;
  }

  private boolean histograms(NativeHistogram left, NativeHistogram right) {
    return switch (operator) {
      case ADD, SUBTRACT -> sum(left, right);
      case EQUAL, NOT_EQUAL -> {
        histogram = left;
        kept = HistogramArithmetic.same(left, right) == (operator == BinaryOperator.EQUAL);
        yield true;
      }
      default -> incompatible("histogram", "histogram");
    };
  }

  private boolean sum(NativeHistogram left, NativeHistogram right) {
    boolean adds = operator == BinaryOperator.ADD;
    String name = adds ? "addition" : "subtraction";
    try {
      Outcome outcome =
          adds ? HistogramArithmetic.add(left, right) : HistogramArithmetic.subtract(left, right);
      if (outcome.resetCollision()) {
        annotations.counterResetCollision(name, position);
      }
      if (outcome.reconciled()) {
        annotations.boundsReconciled(name, position);
      }
      NativeHistogram result = HistogramArithmetic.compacted(outcome.result());
      histogram = adds ? result : HistogramArithmetic.marked(result, CounterReset.GAUGE);
      return true;
    } catch (IncompatibleBucketsException e) {
      annotations.warn(
          "incompatible bucket layout encountered for binary operator " + operator.symbol(),
          position);
      return false;
    }
  }

  static boolean compare(BinaryOperator operator, double left, double right) {
    return switch (operator) {
      case EQUAL -> left == right;
      case NOT_EQUAL -> left != right;
      case GREATER -> left > right;
      case LESS -> left < right;
      case GREATER_EQUAL -> left >= right;
      case LESS_EQUAL -> left <= right;
      default -> throw new IllegalStateException("BUG: not a comparison: " + operator);
    };
  }

  static double calculate(BinaryOperator operator, double left, double right) {
    return switch (operator) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> left / right;
      case MODULO -> left % right;
      case POWER -> power(left, right);
      case ATAN2 -> Math.atan2(left, right);
      default -> throw new IllegalStateException("BUG: not arithmetic: " + operator);
    };
  }

  /** As C and Go define it: one to any power and minus one to an infinite one is one. */
  private static double power(double left, double right) {
    boolean one = left == 1 || (left == -1 && Double.isInfinite(right));
    return one ? 1 : Math.pow(left, right);
  }
}
