package dev.clew.metricsstore.series;

import dev.clew.model.Labels;
import dev.clew.notation.regex.WholeText;
import java.util.List;
import java.util.function.Predicate;

/**
 * One condition on a label. An absent label has the empty value.
 *
 * @param value the text to compare with, or an RE2 expression that must match the whole value with
 *     {@code .} matching newlines too
 */
public record LabelMatcher(String name, Operator operator, String value) {
  /** PromQL's four matching operators. */
  public enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    MATCH("=~"),
    NOT_MATCH("!~");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }

  public static LabelMatcher equal(String name, String value) {
    return new LabelMatcher(name, Operator.EQUAL, value);
  }

  /** Which labels meet all conditions. */
  public static Predicate<Labels> all(List<LabelMatcher> matchers) {
    Predicate<Labels> all = labels -> true;
    for (LabelMatcher matcher : matchers) {
      all = all.and(matcher.test());
    }
    return all;
  }

  private Predicate<Labels> test() {
    return switch (operator) {
      case EQUAL -> labels -> labels.get(name).equals(value);
      case NOT_EQUAL -> labels -> !labels.get(name).equals(value);
      case MATCH -> {
        Predicate<String> test = WholeText.matching(value);
        yield labels -> test.test(labels.get(name));
      }
      case NOT_MATCH -> {
        Predicate<String> test = WholeText.matching(value);
        yield labels -> !test.test(labels.get(name));
      }
    };
  }
}
