package dev.clew.collector.scrape;

import dev.clew.notation.regex.RegexException;
import dev.clew.notation.regex.WholeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The matchers in braces of {@code match_target}: {@code {job="a",instance=~"b.*"}}. */
final class LabelSelector {
  private record Matcher(String label, Predicate<String> test) {}

  private final List<Matcher> matchers;

  private LabelSelector(List<Matcher> matchers) {
    this.matchers = matchers;
  }

  /**
   * @param text empty for all targets
   * @throws IllegalArgumentException naming the place of the fault
   */
  static LabelSelector parse(String text) {
    return new LabelSelector(text.isBlank() ? List.of() : new Reader(text).read());
  }

  boolean matches(Map<String, String> labels) {
    return matchers.stream()
        .allMatch(matcher -> matcher.test().test(labels.getOrDefault(matcher.label(), "")));
  }

  private static final class Reader {
    private final String text;
    private int at;

    private Reader(String text) {
      this.text = text;
    }

    private List<Matcher> read() {
      List<Matcher> matchers = new ArrayList<>();
      expect("{");
      while (!next("}")) {
        matchers.add(matcher());
        if (!next(",")) {
          expect("}");
          break;
        }
      }
      blanks();
      if (at < text.length()) {
        throw fault("the end");
      }
      return matchers;
    }

    private Matcher matcher() {
      blanks();
      int from = at;
      while (at < text.length()
          && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
        at++;
      }
      if (from == at) {
        throw fault("a label name");
      }
      String label = text.substring(from, at);
      if (next("=~")) {
        return new Matcher(label, expression());
      } else if (next("!~")) {
        return new Matcher(label, expression().negate());
      } else if (next("!=")) {
        String other = quoted();
        return new Matcher(label, value -> !value.equals(other));
      }
      expect("=");
      return new Matcher(label, quoted()::equals);
    }

    private Predicate<String> expression() {
      String regex = quoted();
      try {
        return WholeText.matching(regex);
      } catch (RegexException e) {
        throw new IllegalArgumentException("match_target: " + e.getMessage(), e);
      }
    }

    private String quoted() {
      blanks();
      char quote = at < text.length() ? text.charAt(at) : 0;
      if (quote != '"' && quote != '\'' && quote != '`') {
        throw fault("a quoted value");
      }
      StringBuilder out = new StringBuilder();
      for (at++; at < text.length(); at++) {
        char c = text.charAt(at);
        if (c == quote) {
          at++;
          return out.toString();
        }
        if (c == '\\' && quote != '`' && at + 1 < text.length()) {
          at++;
          c = text.charAt(at) == 'n' ? '\n' : text.charAt(at);
        }
        out.append(c);
      }
      throw fault("the closing quote");
    }

    private boolean next(String token) {
      blanks();
      boolean here = text.startsWith(token, at);
      at += here ? token.length() : 0;
      return here;
    }

    private void expect(String token) {
      if (!next(token)) {
        throw fault('"' + token + '"');
      }
    }

    private void blanks() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    private IllegalArgumentException fault(String expected) {
      return new IllegalArgumentException(
          "match_target: \"" + text + "\": expected " + expected + " at position " + (at + 1));
    }
  }
}
