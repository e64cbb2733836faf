package dev.clew.notation.regex;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.clew.model.QueryException;

/**
 * The one way to compile a regular expression that comes from outside, of RE2's syntax. RE2/J takes
 * linear time for a text, but a program of any size for an expression of a few characters, and it
 * recurses over the expression and over what can be passed without taking a character. So the
 * expression is measured first ({@link RegexMeasure}), in one pass and without recursion; one that
 * breaks a limit is refused before anything is built. An architecture test sees to it that no other
 * class compiles.
 */
public final class GuardedRegex {
  /**
   * Literals are joined one by one when compiled, which is quadratic: 20,000 characters take 70 ms.
   */
  static final int LONGEST = 65_536;

  /** Steps for one text, of instructions times characters; this many take about five seconds. */
  private static final long MOST_STEPS = 1L << 28;

  private static final int SHOWN = 100;

  private GuardedRegex() {}

  /**
   * @throws RegexException when the expression is wrong or too large
   */
  public static Pattern compile(String expression) {
    return compile(expression, 0);
  }

  /**
   * @param flags of {@link Pattern}
   * @throws RegexException when the expression is wrong or too large
   */
  public static Pattern compile(String expression, int flags) {
    if (expression.length() > LONGEST) {
      throw tooLarge(
          expression, expression.length() + " characters (expected: at most " + LONGEST + ")", 0);
    }
    RegexMeasure.check(expression, (flags & Pattern.CASE_INSENSITIVE) != 0);
    try {
      return Pattern.compile(expression, flags);
    } catch (PatternSyntaxException e) {
      String part = e.getPattern() == null ? "" : e.getPattern();
      int at = part.isEmpty() ? -1 : expression.indexOf(part);
      throw new RegexException(e.getDescription(), part, at);
    } catch (ArrayIndexOutOfBoundsException | StringIndexOutOfBoundsException e) {
      // RE2/J reads past the end of some texts that are cut off.
      throw new RegexException("unexpected end of expression", expression, expression.length());
    }
  }

  /**
   * A matcher for a text that is stored somewhere.
   *
   * @throws QueryException when the text is too long for the expression
   */
  public static Matcher matcher(Pattern pattern, CharSequence text) {
    checkSteps(pattern, text.length());
    return pattern.matcher(text);
  }

  private static void checkSteps(Pattern pattern, int characters) {
    long steps = (long) pattern.programSize() * characters;
    if (steps > MOST_STEPS) {
      throw new QueryException(
          QueryException.Kind.LIMIT,
          "regular expression: "
              + pattern.programSize()
              + " instructions for a text of "
              + characters
              + " characters (expected: a product of at most "
              + MOST_STEPS
              + "; make the expression smaller or narrow the query)",
          -1);
    }
  }

  static RegexException tooLarge(String expression, String what, int position) {
    return new RegexException("expression too large, " + what, shown(expression), position);
  }

  static String shown(String expression) {
    return expression.length() <= SHOWN
        ? expression
        : expression.substring(
                0, Character.isHighSurrogate(expression.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN)
            + "…";
  }
}
