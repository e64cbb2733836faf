package dev.clew.metricsstore.index;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.LabelMatcher.Operator;
import dev.clew.model.QueryException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link LabelMatcher} ready to be asked. Thread-safe.
 *
 * @param name the label
 * @param negated whether a value that passes the test is not wanted
 * @param test what to compare with
 */
public record ValueMatcher(String name, boolean negated, Test test) {

  /** The positive half of a matcher. */
  public sealed interface Test {
    boolean passes(String value);

    default boolean passesUtf8(byte[] value) {
      return passes(new String(value, StandardCharsets.UTF_8));
    }

    /** All values that pass, when they are known. */
    default @Nullable List<String> literals() {
      return null;
    }

    /** What every value that passes begins with. */
    default String prefix() {
      return "";
    }
  }

  /** One value. */
  public record Exactly(String wanted) implements Test {
    @Override
    public boolean passes(String value) {
      return value.equals(wanted);
    }

    @Override
    public List<String> literals() {
      return List.of(wanted);
    }
  }

  /** A whole value that matches an expression. */
  public record Expression(Pattern pattern) implements Test {
    @Override
    public boolean passes(String value) {
      return pattern.matches(value);
    }
  }

  /**
   * @throws QueryException when the expression is not RE2 syntax
   */
  public static ValueMatcher of(LabelMatcher matcher) {
    Operator operator = matcher.operator();
    boolean negated = operator == Operator.NOT_EQUAL || operator == Operator.NOT_MATCH;
    boolean exact = operator == Operator.EQUAL || operator == Operator.NOT_EQUAL;
    Test test = exact ? new Exactly(matcher.value()) : expression(matcher.value());
    return new ValueMatcher(matcher.name(), negated, test);
  }

  private static Test expression(String text) {
    try {
      return new Expression(Pattern.compile(text, Pattern.DOTALL));
    } catch (PatternSyntaxException e) {
      throw new QueryException(
          QueryException.Kind.SYNTAX,
          "error parsing regexp: " + e.getDescription() + ": `" + e.getPattern() + "`",
          -1);
    }
  }

  /** Whether a value is wanted; the empty one stands for an absent label. */
  public boolean matches(String value) {
    return test.passes(value) != negated;
  }

  public boolean matchesEmpty() {
    return matches("");
  }
}
