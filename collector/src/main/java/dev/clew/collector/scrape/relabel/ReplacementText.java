package dev.clew.collector.scrape.relabel;

import com.google.re2j.Matcher;
import dev.clew.model.query.MadeText;

/** Go's replacement texts: {@code $1}, {@code $name}, {@code ${name}}, {@code $$}. */
final class ReplacementText {
  private ReplacementText() {}

  static boolean hasVariables(String template) {
    return template.indexOf('$') >= 0;
  }

  static String expand(String template, Matcher matcher) {
    if (!hasVariables(template)) {
      return template;
    }
    MadeText out = new MadeText("relabelling", MadeText.LONGEST_LABEL);
    int at = 0;
    while (at < template.length()) {
      char c = template.charAt(at);
      if (c != '$' || at + 1 == template.length()) {
        out.append(c);
        at++;
      } else if (template.charAt(at + 1) == '$') {
        out.append('$');
        at += 2;
      } else {
        at = variable(template, at, matcher, out);
      }
    }
    return out.toString();
  }

  /** Answers the place behind the variable; what is none stands for itself. */
  private static int variable(String template, int dollar, Matcher matcher, MadeText out) {
    boolean braced = template.charAt(dollar + 1) == '{';
    int from = dollar + (braced ? 2 : 1);
    int to = from;
    while (to < template.length() && isWord(template.charAt(to))) {
      to++;
    }
    if (to == from || (braced && (to == template.length() || template.charAt(to) != '}'))) {
      out.append('$');
      return dollar + 1;
    }
    out.append(group(template.substring(from, to), matcher));
    return braced ? to + 1 : to;
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /** A group that does not exist or did not take part is empty. */
  private static String group(String name, Matcher matcher) {
    String text = null;
    if (name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      int index = name.length() > 4 ? Integer.MAX_VALUE : Integer.parseInt(name);
      text = index <= matcher.groupCount() ? matcher.group(index) : null;
    } else {
      try {
        text = matcher.group(name);
      } catch (IllegalArgumentException e) {
        return "";
      }
    }
    return text == null ? "" : text;
  }
}
