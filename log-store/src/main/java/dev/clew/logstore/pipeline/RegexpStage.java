package dev.clew.logstore.pipeline;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.clew.model.QueryException;
import dev.clew.notation.regex.GuardedRegex;
import java.util.Map;

/** Makes the named groups of a regular expression of RE2's syntax labels. */
public final class RegexpStage implements Stage {
  private final Pattern pattern;
  private final String[] names;
  private final int[] groups;

  /**
   * @throws QueryException when the expression is wrong or names no group
   */
  public RegexpStage(String expression) {
    pattern = Patterns.compile(expression);
    Map<String, Integer> named = pattern.namedGroups();
    names = new String[named.size()];
    groups = new int[named.size()];
    int at = 0;
    for (Map.Entry<String, Integer> group : named.entrySet()) {
      if (!LabelNames.isLabelName(group.getKey())) {
        throw wrong("invalid extracted label name '" + group.getKey() + "'");
      }
      names[at] = group.getKey();
      groups[at++] = group.getValue();
    }
    if (names.length == 0) {
      throw wrong("at least one named capture must be supplied");
    }
  }

  private static QueryException wrong(String message) {
    return new QueryException(QueryException.Kind.SYNTAX, message, -1);
  }

  @Override
  public boolean process(Line line) {
    Matcher matcher = GuardedRegex.matcher(pattern, line.text());
    if (matcher.find()) {
      for (int i = 0; i < names.length; i++) {
        String value = matcher.group(groups[i]);
        line.extract(names[i], value == null ? "" : value);
      }
    }
    return true;
  }
}
