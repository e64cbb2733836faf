package dev.clew.logstore.logql.ast;

import org.jspecify.annotations.Nullable;

/** An operator between two vectors or numbers; a greater precedence binds tighter. */
public enum BinaryOperator {
  OR("or", 1),
  AND("and", 2),
  UNLESS("unless", 2),
  EQUAL("==", 3),
  NOT_EQUAL("!=", 3),
  LESS("<", 3),
  AT_MOST("<=", 3),
  GREATER(">", 3),
  AT_LEAST(">=", 3),
  ADD("+", 4),
  SUBTRACT("-", 4),
  MULTIPLY("*", 5),
  DIVIDE("/", 5),
  MODULO("%", 5),
  POWER("^", 6);

  private final String sign;
  private final int precedence;

  BinaryOperator(String sign, int precedence) {
    this.sign = sign;
    this.precedence = precedence;
  }

  public String sign() {
    return sign;
  }

  public int precedence() {
    return precedence;
  }

  public boolean isSet() {
    return precedence <= 2;
  }

  public boolean isComparison() {
    return precedence == 3;
  }

  /** The result of arithmetic; of a comparison 1 or 0. */
  public double apply(double left, double right) {
    return switch (this) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      // Loki answers NaN, not infinity.
      case DIVIDE -> right == 0 ? Double.NaN : left / right;
      case MODULO -> right == 0 ? Double.NaN : left % right;
      case POWER -> Math.pow(left, right);
      case EQUAL -> left == right ? 1 : 0;
      case NOT_EQUAL -> left != right ? 1 : 0;
      case LESS -> left < right ? 1 : 0;
      case AT_MOST -> left <= right ? 1 : 0;
      case GREATER -> left > right ? 1 : 0;
      case AT_LEAST -> left >= right ? 1 : 0;
      case OR, AND, UNLESS -> throw new IllegalStateException("BUG: " + sign + " of numbers");
    };
  }

  /** The operator of that sign, a word in any case; or null. */
  public static @Nullable BinaryOperator of(String sign) {
    for (BinaryOperator operator : values()) {
      if (operator.sign.equalsIgnoreCase(sign)) {
        return operator;
      }
    }
    return null;
  }
}
