package dev.clew.metricsstore.promql.ast;

import dev.clew.metricsstore.series.LabelMatcher;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node of the syntax tree. Immutable. */
public sealed interface Expression {
  /** Where it stands in the query text. */
  Position position();

  /** What it evaluates to. */
  ValueType type();

  /** Its direct parts, in the order of the text. */
  default List<Expression> children() {
    return List.of();
  }

  /** Visits this node and everything below it, parents first. */
  default void walk(Consumer<Expression> visitor) {
    visitor.accept(this);
    for (Expression child : children()) {
      child.walk(visitor);
    }
  }

  /** The node inside any parentheses. */
  default Expression bare() {
    Expression node = this;
    while (node instanceof Parentheses parentheses) {
      node = parentheses.inner();
    }
    return node;
  }

  /** A number; {@code asDuration} when it was written like {@code 5m}. */
  record NumberLiteral(double value, boolean asDuration, Position position) implements Expression {
    @Override
    public ValueType type() {
      return ValueType.SCALAR;
    }
  }

  /** A string. */
  record StringLiteral(String value, Position position) implements Expression {
    @Override
    public ValueType type() {
      return ValueType.STRING;
    }
  }

  /** How a selector treats samples around its range, for {@code anchored} and {@code smoothed}. */
  enum Extension {
    NONE,
    ANCHORED,
    SMOOTHED
  }

  /**
   * The latest sample of each matching series.
   *
   * @param name the metric name in front of the braces or as a lone string in them, else empty; it
   *     is among the matchers too
   */
  record VectorSelector(
      String name,
      List<LabelMatcher> matchers,
      Timing timing,
      Extension extension,
      Position position)
      implements Expression {
    public VectorSelector {
      matchers = List.copyOf(matchers);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }
  }

  /** The samples of each matching series in a range of time. */
  record MatrixSelector(VectorSelector vector, DurationExpression range, Position position)
      implements Expression {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }

    @Override
    public List<Expression> children() {
      return List.of(vector);
    }
  }

  /** An expression evaluated at regular steps of a range of time. */
  record Subquery(
      Expression inner,
      DurationExpression range,
      @Nullable DurationExpression step,
      Timing timing,
      Position position)
      implements Expression {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }

    @Override
    public List<Expression> children() {
      return List.of(inner);
    }
  }

  /** A function call. */
  record Call(FunctionSignature function, List<Expression> arguments, Position position)
      implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
    }

    @Override
    public ValueType type() {
      return function.result();
    }

    @Override
    public List<Expression> children() {
      return arguments;
    }
  }

  /** An aggregation. */
  record Aggregate(
      AggregateOperator operator,
      @Nullable Expression parameter,
      Expression inner,
      List<String> grouping,
      boolean without,
      Position position)
      implements Expression {
    public Aggregate {
      grouping = List.copyOf(grouping);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }

    @Override
    public List<Expression> children() {
      return parameter == null ? List.of(inner) : List.of(parameter, inner);
    }
  }

  /**
   * A binary operation.
   *
   * @param matching null unless both sides are vectors
   */
  record Binary(
      BinaryOperator operator,
      Expression left,
      Expression right,
      @Nullable VectorMatching matching,
      boolean returnsBool)
      implements Expression {
    @Override
    public Position position() {
      return left.position().to(right.position());
    }

    @Override
    public ValueType type() {
      return left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR
          ? ValueType.SCALAR
          : ValueType.VECTOR;
    }

    @Override
    public List<Expression> children() {
      return List.of(left, right);
    }
  }

  /** A sign. */
  record Unary(boolean negative, Expression operand, Position position) implements Expression {
    @Override
    public ValueType type() {
      return operand.type();
    }

    @Override
    public List<Expression> children() {
      return List.of(operand);
    }
  }

  /** An expression in parentheses. */
  record Parentheses(Expression inner, Position position) implements Expression {
    @Override
    public ValueType type() {
      return inner.type();
    }

    @Override
    public List<Expression> children() {
      return List.of(inner);
    }
  }
}
