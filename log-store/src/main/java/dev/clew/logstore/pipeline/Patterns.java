package dev.clew.logstore.pipeline;

import com.google.re2j.Pattern;
import dev.clew.model.QueryException;
import dev.clew.notation.regex.GuardedRegex;
import dev.clew.notation.regex.LiteralAlternatives;
import dev.clew.notation.regex.RegexException;
import java.util.Set;
import java.util.function.Predicate;

/** Compiles regular expressions of RE2's syntax, which take linear time whatever they are. */
public final class Patterns {
  private Patterns() {}

  /**
   * @throws QueryException when the expression is wrong
   */
  public static Pattern compile(String expression) {
    try {
      return GuardedRegex.compile(expression);
    } catch (RegexException e) {
      throw new QueryException(QueryException.Kind.SYNTAX, String.valueOf(e.getMessage()), -1);
    }
  }

  /** For whole values: anchored at both ends; a dot is any character. */
  public static Pattern anchored(String expression) {
    compile(expression);
    return compile(anchors(expression));
  }

  /** The expression for whole values, as Prometheus and Loki compare labels. */
  public static String anchors(String expression) {
    return "^(?s:" + expression + ")$";
  }

  /**
   * A test of whole values; of texts separated by bars it may be any number.
   *
   * @throws QueryException when the expression is wrong
   */
  public static Predicate<String> whole(String expression) {
    Set<String> alternatives = LiteralAlternatives.of(expression);
    if (alternatives != null) {
      return alternatives::contains;
    }
    Pattern pattern = anchored(expression);
    return value -> GuardedRegex.matcher(pattern, value).find();
  }
}
