package dev.clew.notation.regex;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Expressions that are texts separated by bars, as dashboards make them of the values that somebody
 * has selected, thousands at times. They are read without a compiler, so that no limit of {@link
 * GuardedRegex} is in their way.
 */
public final class LiteralAlternatives {
  private static final String MEANINGFUL = ".*+?()[]{}^$";
  private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

  private LiteralAlternatives() {}

  /** The texts, or null when the expression is of another kind. */
  public static @Nullable Set<String> of(String expression) {
    Set<String> found = new LinkedHashSet<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < expression.length(); i++) {
      char c = expression.charAt(i);
      if (c == '|') {
        found.add(text.toString());
        text.setLength(0);
      } else if (c == '\\') {
        i++;
        if (i == expression.length() || PUNCTUATION.indexOf(expression.charAt(i)) < 0) {
          return null;
        }
        text.append(expression.charAt(i));
      } else if (MEANINGFUL.indexOf(c) >= 0) {
        return null;
      } else {
        text.append(c);
      }
    }
    found.add(text.toString());
    return found;
  }
}
