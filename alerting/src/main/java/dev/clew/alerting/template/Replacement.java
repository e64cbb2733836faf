package dev.clew.alerting.template;

import com.google.re2j.Matcher;
import dev.clew.model.query.MadeText;

/** Go's replacement texts for regular expressions: {@code $1}, {@code ${name}}, {@code $$}. */
final class Replacement {
  private Replacement() {}

  static void append(MadeText out, String replacement, Matcher matcher) {
    int at = 0;
    while (at < replacement.length()) {
      char c = replacement.charAt(at);
      if (c != '$' || at + 1 == replacement.length()) {
        out.append(c);
        at++;
        continue;
      }
      if (replacement.charAt(at + 1) == '$') {
        out.append('$');
        at += 2;
        continue;
      }
      boolean braced = replacement.charAt(at + 1) == '{';
      int start = at + (braced ? 2 : 1);
      int end = start;
      while (end < replacement.length()
          && (Character.isLetterOrDigit(replacement.charAt(end))
              || replacement.charAt(end) == '_')) {
        end++;
      }
      boolean complete = !braced || (end < replacement.length() && replacement.charAt(end) == '}');
      if (end == start || !complete) {
        out.append('$');
        at++;
        continue;
      }
      group(out, replacement.substring(start, end), matcher);
      at = braced ? end + 1 : end;
    }
  }

  /** A group that does not exist is empty. */
  private static void group(MadeText out, String name, Matcher matcher) {
    String text = null;
    if (name.chars().allMatch(Character::isDigit)) {
      int index = name.length() > 4 ? Integer.MAX_VALUE : Integer.parseInt(name);
      text = index <= matcher.groupCount() ? matcher.group(index) : null;
    } else {
      try {
        text = matcher.group(name);
      } catch (IllegalArgumentException e) {
        return;
      }
    }
    out.append(text == null ? "" : text);
  }
}
