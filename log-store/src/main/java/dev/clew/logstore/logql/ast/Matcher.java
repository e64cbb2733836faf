package dev.clew.logstore.logql.ast;

/** A test of a label; an absent label is an empty one. Regular expressions match whole values. */
public record Matcher(String name, Operator operator, String value) {
  /** How the value is compared. */
  public enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    MATCHES("=~"),
    MATCHES_NOT("!~");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    public String sign() {
      return sign;
    }

    public boolean isNegative() {
      return this == NOT_EQUAL || this == MATCHES_NOT;
    }

    public boolean isRegex() {
      return this == MATCHES || this == MATCHES_NOT;
    }
  }

  @Override
  public String toString() {
    return name + operator.sign() + Printer.quote(value);
  }
}
