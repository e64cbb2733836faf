package dev.clew.notation.regex;

import com.google.re2j.Matcher;
import dev.clew.model.query.MadeText;

/**
 * Go's {@code Expand}: {@code $1}, {@code ${1}}, {@code $name}, {@code $$} in a replacement. A
 * group that does not exist or took no part is empty; what is no variable stands for itself.
 */
public final class Expansion {
  private Expansion() {}

  /**
   * @param function asks, for messages
   * @param most characters
   * @throws dev.clew.model.QueryException when there would be more
   */
  public static String of(String replacement, Matcher matcher, String function, int most) {
    MadeText out = new MadeText(function, most);
    append(out, replacement, matcher);
    return out.toString();
  }

  /**
   * @throws dev.clew.model.QueryException when the text would be too long
   */
  public static void append(MadeText out, String replacement, Matcher matcher) {
    int at = 0;
    while (at < replacement.length()) {
      char c = replacement.charAt(at);
      if (c != '$' || at + 1 >= replacement.length()) {
        out.append(c);
        at++;
      } else if (replacement.charAt(at + 1) == '$') {
        out.append('$');
        at += 2;
      } else {
        at = variable(out, replacement, at, matcher);
      }
    }
  }

  /** Answers the place behind the variable. */
  private static int variable(MadeText out, String replacement, int dollar, Matcher matcher) {
    boolean braced = replacement.charAt(dollar + 1) == '{';
    int from = dollar + (braced ? 2 : 1);
    int end = from;
    while (end < replacement.length() && isWord(replacement.charAt(end))) {
      end++;
    }
    boolean closed = !braced || (end < replacement.length() && replacement.charAt(end) == '}');
    if (end == from || !closed) {
      out.append('$');
      return dollar + 1;
    }
    out.append(group(replacement.substring(from, end), matcher));
    return braced ? end + 1 : end;
  }

  private static boolean isWord(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private static String group(String name, Matcher matcher) {
    Integer number;
    boolean padded = name.startsWith("0") && name.length() > 1; // no number to Go
    if (!padded && name.length() <= 4 && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      number = Integer.parseInt(name);
    } else {
      number = matcher.pattern().namedGroups().get(name);
    }
    if (number == null || number > matcher.groupCount()) {
      return "";
    }
    String value = matcher.group(number);
    return value == null ? "" : value;
  }
}
