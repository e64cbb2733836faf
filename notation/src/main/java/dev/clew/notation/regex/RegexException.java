package dev.clew.notation.regex;

/** A regular expression is wrong or too large. The message is for the one who wrote it. */
public final class RegexException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String description;
  private final int position;

  RegexException(String description, String part, int position) {
    super("error parsing regexp: " + description + ": `" + part + "`");
    this.description = description;
    this.position = position;
  }

  /** What is wrong, without the expression. */
  public String description() {
    return description;
  }

  /** Where in the expression, counted in characters from 0; -1 when it is not known. */
  public int position() {
    return position;
  }

  /** The expression, cut off when it is long, for messages. */
  public String shown(String expression) {
    return GuardedRegex.shown(expression);
  }
}
