package dev.clew.metricsstore.promql.ast;

/** PromQL's binary operators with their precedence; a higher one binds tighter. */
public enum BinaryOperator {
  OR("or", 1, Family.SET),
  AND("and", 2, Family.SET),
  UNLESS("unless", 2, Family.SET),
  EQUAL("==", 3, Family.COMPARISON),
  NOT_EQUAL("!=", 3, Family.COMPARISON),
  GREATER(">", 3, Family.COMPARISON),
  LESS("<", 3, Family.COMPARISON),
  GREATER_EQUAL(">=", 3, Family.COMPARISON),
  LESS_EQUAL("<=", 3, Family.COMPARISON),
  TRIM_UPPER("</", 3, Family.TRIM),
  TRIM_LOWER(">/", 3, Family.TRIM),
  ADD("+", 4, Family.ARITHMETIC),
  SUBTRACT("-", 4, Family.ARITHMETIC),
  MULTIPLY("*", 5, Family.ARITHMETIC),
  DIVIDE("/", 5, Family.ARITHMETIC),
  MODULO("%", 5, Family.ARITHMETIC),
  ATAN2("atan2", 5, Family.ARITHMETIC),
  POWER("^", 6, Family.ARITHMETIC);

  /** What kind of result an operator gives. */
  public enum Family {
    SET,
    COMPARISON,
    TRIM,
    ARITHMETIC
  }

  /** The precedence of a unary sign, which binds looser than {@code ^}. */
  public static final int UNARY_OPERAND_PRECEDENCE = 6;

  private final String symbol;
  private final int precedence;
  private final Family family;

  BinaryOperator(String symbol, int precedence, Family family) {
    this.symbol = symbol;
    this.precedence = precedence;
    this.family = family;
  }

  public String symbol() {
    return symbol;
  }

  public int precedence() {
    return precedence;
  }

  public boolean rightAssociative() {
    return this == POWER;
  }

  public boolean isSet() {
    return family == Family.SET;
  }

  public boolean isComparison() {
    return family == Family.COMPARISON;
  }

  /** Whether the result means something else than the operands, so that the name must go. */
  public boolean changesMeaning() {
    return family == Family.ARITHMETIC;
  }
}
