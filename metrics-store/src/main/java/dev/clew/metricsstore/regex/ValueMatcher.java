package dev.clew.metricsstore.regex;

import com.google.re2j.Pattern;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.LabelMatcher.Operator;
import dev.clew.model.QueryException;
import dev.clew.notation.regex.GuardedRegex;
import dev.clew.notation.regex.LiteralAlternatives;
import dev.clew.notation.regex.RegexException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
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
    default boolean passes(String value) {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      return passes(utf8, 0, utf8.length);
    }

    /** Whether UTF-8 text passes. */
    default boolean passes(byte[] bytes, int from, int to) {
      return passes(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }

    /** All values that pass, when they are known and few. */
    default @Nullable Set<String> literals() {
      return null;
    }

    /** What every value that passes begins with. */
    default String prefix() {
      return "";
    }
  }

  /** One of several values. */
  public record AnyOf(Set<String> literals) implements Test {
    public AnyOf {
      literals = Set.copyOf(literals);
    }

    @Override
    public boolean passes(String value) {
      return literals.contains(value);
    }
  }

  /** Every value. */
  public record Everything() implements Test {
    @Override
    public boolean passes(String value) {
      return true;
    }

    @Override
    public boolean passes(byte[] bytes, int from, int to) {
      return true;
    }
  }

  /** A text within the value. */
  public record Contains(String text) implements Test {
    @Override
    public boolean passes(String value) {
      return value.contains(text);
    }
  }

  /** A whole value that an automaton accepts. */
  record Accepted(LazyDfa automaton, String prefix) implements Test {
    @Override
    public boolean passes(byte[] bytes, int from, int to) {
      return automaton.accepts(bytes, from, to);
    }
  }

  /** A whole value that RE2 matches: for what is beyond automata. */
  public record Expression(Pattern pattern) implements Test {
    @Override
    public boolean passes(String value) {
      return GuardedRegex.matcher(pattern, value).matches();
    }
  }

  /**
   * @throws QueryException when the expression is not RE2 syntax
   */
  public static ValueMatcher of(LabelMatcher matcher) {
    Operator operator = matcher.operator();
    boolean negated = operator == Operator.NOT_EQUAL || operator == Operator.NOT_MATCH;
    boolean exact = operator == Operator.EQUAL || operator == Operator.NOT_EQUAL;
    Test test = exact ? new AnyOf(Set.of(matcher.value())) : expression(matcher.value());
    return new ValueMatcher(matcher.name(), negated, test);
  }

  private static Test expression(String text) {
    if (text.equals(".*")) {
      return new Everything();
    }
    Set<String> alternatives = LiteralAlternatives.of(text);
    if (alternatives != null) {
      return new AnyOf(alternatives);
    }
    Pattern pattern;
    try {
      pattern = GuardedRegex.compile(text, Pattern.DOTALL);
    } catch (RegexException e) {
      throw new QueryException(QueryException.Kind.SYNTAX, String.valueOf(e.getMessage()), -1);
    }
    RegexNode node = RegexParser.parse(text);
    if (node == null) {
      return new Expression(pattern);
    }
    Set<String> literals = node.literals();
    if (literals != null) {
      return new AnyOf(literals);
    }
    String within = RegexNode.within(node);
    if (within != null) {
      return new Contains(within);
    }
    try {
      return new Accepted(new LazyDfa(ByteProgram.of(node)), node.prefix());
    } catch (ByteProgram.TooLargeException e) {
      return new Expression(pattern);
    }
  }

  /** Whether a value is wanted; the empty one stands for an absent label. */
  public boolean matches(String value) {
    return test.passes(value) != negated;
  }

  public boolean matchesEmpty() {
    return matches("");
  }

  /** Every value is wanted, and so is none: it narrows nothing. */
  public boolean matchesEverything() {
    return !negated && test instanceof Everything;
  }
}
