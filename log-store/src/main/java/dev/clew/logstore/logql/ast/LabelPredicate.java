package dev.clew.logstore.logql.ast;

/** Which lines a label filter wants. */
public sealed interface LabelPredicate {
  record Text(Matcher matcher) implements LabelPredicate {}

  /**
   * The label as a number, a duration in seconds or a size in bytes.
   *
   * @param text the value as it was written
   */
  record Compare(String name, CompareOperator operator, Unit unit, double value, String text)
      implements LabelPredicate {}

  /**
   * @param equal whether the address has to be in the range; else it must not
   */
  record Ip(String name, boolean equal, String range) implements LabelPredicate {}

  record And(LabelPredicate left, LabelPredicate right) implements LabelPredicate {}

  record Or(LabelPredicate left, LabelPredicate right) implements LabelPredicate {}

  /** How the text of a label is read. */
  enum Unit {
    NUMBER,
    SECONDS,
    BYTES
  }

  /** How numbers are compared. */
  enum CompareOperator {
    EQUAL("=="),
    NOT_EQUAL("!="),
    GREATER(">"),
    AT_LEAST(">="),
    LESS("<"),
    AT_MOST("<=");

    private final String sign;

    CompareOperator(String sign) {
      this.sign = sign;
    }

    public String sign() {
      return sign;
    }

    public boolean test(double left, double right) {
      return switch (this) {
        case EQUAL -> left == right;
        case NOT_EQUAL -> left != right;
        case GREATER -> left > right;
        case AT_LEAST -> left >= right;
        case LESS -> left < right;
        case AT_MOST -> left <= right;
      };
    }
  }
}
