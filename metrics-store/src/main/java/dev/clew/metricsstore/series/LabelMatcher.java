package dev.clew.metricsstore.series;

/**
 * One condition on a label. An absent label has the empty value.
 *
 * @param value the text to compare with, or an RE2 expression that must match the whole value with
 *     {@code .} matching newlines too
 */
public record LabelMatcher(String name, Operator operator, String value) {
  /** PromQL's four matching operators. */
  public enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    MATCH("=~"),
    NOT_MATCH("!~");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }

  public static LabelMatcher equal(String name, String value) {
    return new LabelMatcher(name, Operator.EQUAL, value);
  }
}
