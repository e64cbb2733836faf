package dev.clew.notation.regex;

import com.google.re2j.Pattern;
import java.util.Set;
import java.util.function.Predicate;

/** Tests of whole values, as label matchers are: anchored, with a dot that is any character. */
public final class WholeText {
  private WholeText() {}

  /**
   * @throws RegexException when the expression is wrong or too large
   */
  public static Predicate<String> matching(String expression) {
    Set<String> alternatives = LiteralAlternatives.of(expression);
    if (alternatives != null) {
      return alternatives::contains;
    }
    // As Prometheus wraps it, and shows it in its errors.
    Pattern pattern = GuardedRegex.compile("^(?s:" + expression + ")$");
    return value -> GuardedRegex.matcher(pattern, value).matches();
  }

  /**
   * Says what is wrong with an expression, without keeping it.
   *
   * @throws RegexException when the expression is wrong or too large
   */
  public static void check(String expression) {
    Predicate<String> _ = matching(expression);
  }
}
