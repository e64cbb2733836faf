package dev.clew.metricsstore.promql.operator;

import dev.clew.metricsstore.promql.ast.BinaryOperator;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.ValueType;
import dev.clew.metricsstore.promql.ast.VectorMatching;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.ColumnSets;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.QueryContext;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.eval.Value;
import dev.clew.metricsstore.promql.notation.Quoting;
import dev.clew.metricsstore.series.NativeHistogram;
import java.util.ArrayList;
import java.util.List;

/** Evaluates a binary operation by the types of its sides. */
public final class BinaryEvaluation {
  private final Evaluator evaluator;
  private final Steps steps;

  public BinaryEvaluation(Evaluator evaluator, Steps steps) {
    this.evaluator = evaluator;
    this.steps = steps;
  }

  public Value evaluate(Expression.Binary node) {
    boolean leftScalar = node.left().type() == ValueType.SCALAR;
    boolean rightScalar = node.right().type() == ValueType.SCALAR;
    if (leftScalar && rightScalar) {
      return scalars(node);
    }
    if (leftScalar || rightScalar) {
      return vectorAndScalar(node, leftScalar);
    }
    List<Column> left = evaluator.columns(node.left(), steps);
    List<Column> right = evaluator.columns(node.right(), steps);
    VectorMatching matching = node.matching() == null ? VectorMatching.DEFAULT : node.matching();
    return new Value.Columns(
        node.operator().isSet()
            ? new SetOperation(node.operator(), matching, steps).apply(left, right)
            : new VectorOperation(node, matching, evaluator, steps).apply(left, right));
  }

  private Value scalars(Expression.Binary node) {
    double[] left = evaluator.scalars(node.left(), steps);
    double[] right = evaluator.scalars(node.right(), steps);
    double[] out = new double[left.length];
    BinaryOperator operator = node.operator();
    if (operator == BinaryOperator.TRIM_LOWER || operator == BinaryOperator.TRIM_UPPER) {
      throw QueryContext.failure(
          "operator " + Quoting.quote(operator.symbol()) + " not allowed for Scalar operations");
    }
    for (int i = 0; i < out.length; i++) {
      out[i] =
          operator.isComparison()
              ? (ElementOperation.compare(operator, left[i], right[i]) ? 1 : 0)
              : ElementOperation.calculate(operator, left[i], right[i]);
    }
    return new Value.Scalars(out);
  }

  private Value vectorAndScalar(Expression.Binary node, boolean scalarFirst) {
    double[] scalar = evaluator.scalars(scalarFirst ? node.left() : node.right(), steps);
    List<Column> vector = evaluator.columns(scalarFirst ? node.right() : node.left(), steps);
    boolean dropsName = node.operator().changesMeaning() || node.returnsBool();
    ElementOperation operation =
        new ElementOperation(node.operator(), evaluator.annotations(), node.position());
    List<Column> out = new ArrayList<>();
    for (Column column : vector) {
      Column result =
          dropsName
              ? ColumnSets.derived(column, evaluator.context())
              : new Column(column.labels(), column.dropsName(), steps.count());
      for (int i = 0; i < steps.count(); i++) {
        if (column.present(i)) {
          element(node, operation, column, scalar[i], i, result);
        }
      }
      if (!result.isEmpty()) {
        out.add(result);
      }
    }
    return new Value.Columns(evaluator.context().delayedNames() ? out : ColumnSets.merged(out));
  }

  private static void element(
      Expression.Binary node,
      ElementOperation operation,
      Column column,
      double scalar,
      int step,
      Column out) {
    boolean scalarFirst = node.left().type() == ValueType.SCALAR;
    NativeHistogram histogram = column.histogram(step);
    double value = column.value(step);
    boolean compatible =
        scalarFirst
            ? operation.apply(scalar, null, value, histogram)
            : operation.apply(value, histogram, scalar, null);
    if (!compatible) {
      return;
    }
    if (node.returnsBool()) {
      out.set(step, operation.kept() ? 1 : 0);
    } else if (node.operator().isComparison()) {
      if (operation.kept()) {
        out.copy(column, step);
      }
    } else {
      store(operation, step, out);
    }
  }

  static void store(ElementOperation operation, int step, Column out) {
    NativeHistogram histogram = operation.histogram();
    if (histogram != null) {
      out.set(step, histogram);
    } else {
      out.set(step, operation.value());
    }
  }
}
