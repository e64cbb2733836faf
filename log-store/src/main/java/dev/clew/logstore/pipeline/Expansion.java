package dev.clew.logstore.pipeline;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.clew.model.query.MadeText;

/** Go's {@code Expand}: {@code $1}, {@code ${1}}, {@code $name}, {@code $$} in a replacement. */
public final class Expansion {
  private Expansion() {}

  /**
   * @param function asks, for messages
   * @param most characters
   * @throws dev.clew.model.QueryException when there would be more
   */
  public static String of(
      String replacement, Matcher matcher, Pattern pattern, String function, int most) {
    MadeText out = new MadeText(function, most);
    int at = 0;
    while (at < replacement.length()) {
      char c = replacement.charAt(at);
      if (c != '$' || at + 1 >= replacement.length()) {
        out.append(c);
        at++;
        continue;
      }
      char next = replacement.charAt(at + 1);
      if (next == '$') {
        out.append('$');
        at += 2;
        continue;
      }
      boolean braced = next == '{';
      int from = at + (braced ? 2 : 1);
      int end = from;
      while (end < replacement.length() && isName(replacement.charAt(end))) {
        end++;
      }
      boolean closed = !braced || (end < replacement.length() && replacement.charAt(end) == '}');
      if (end == from || !closed) {
        out.append(c);
        at++;
        continue;
      }
      out.append(group(replacement.substring(from, end), matcher, pattern));
      at = braced ? end + 1 : end;
    }
    return out.toString();
  }

  private static boolean isName(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private static String group(String name, Matcher matcher, Pattern pattern) {
    Integer number = null;
    if (name.length() <= 3 && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      number = Integer.parseInt(name);
    } else {
      number = pattern.namedGroups().get(name);
    }
    if (number == null || number > matcher.groupCount()) {
      return "";
    }
    String value = matcher.group(number);
    return value == null ? "" : value;
  }
}
