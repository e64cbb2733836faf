package dev.clew.logstore.pipeline;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.clew.model.QueryException;

/** Compiles regular expressions of RE2's syntax, which take linear time whatever they are. */
public final class Patterns {
  private Patterns() {}

  /**
   * @throws QueryException when the expression is wrong
   */
  public static Pattern compile(String expression) {
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      throw new QueryException(QueryException.Kind.SYNTAX, String.valueOf(e.getMessage()), -1);
    }
  }

  /** For whole values: anchored at both ends. */
  public static Pattern anchored(String expression) {
    compile(expression);
    return compile("^(?:" + expression + ")$");
  }
}
