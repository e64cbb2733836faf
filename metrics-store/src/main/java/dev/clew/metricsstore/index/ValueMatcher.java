package dev.clew.metricsstore.index;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.LabelMatcher.Operator;
import dev.clew.model.QueryException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.lucene.util.automaton.ByteRunAutomaton;
import org.apache.lucene.util.automaton.Operations;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;
import org.jspecify.annotations.Nullable;

/**
 * A {@link LabelMatcher} ready to be asked. Thread-safe.
 *
 * @param name the label
 * @param negated whether a value that passes the test is not wanted
 * @param test what to compare with
 */
public record ValueMatcher(String name, boolean negated, Test test) {
  /** Work allowed to make an automaton deterministic; about a millisecond. */
  private static final int DETERMINIZE_EFFORT = 20_000;

  /** The positive half of a matcher. */
  public sealed interface Test {
    boolean passes(String value);

    default boolean passesUtf8(byte[] value) {
      return passes(new String(value, StandardCharsets.UTF_8));
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
    public boolean passesUtf8(byte[] value) {
      return true;
    }
  }

  /** A whole value that an automaton accepts: one table look-up per byte. */
  public record Accepted(ByteRunAutomaton automaton, String prefix) implements Test {
    @Override
    public boolean passes(String value) {
      return passesUtf8(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean passesUtf8(byte[] value) {
      return automaton.run(value, 0, value.length);
    }
  }

  /** A whole value that RE2 matches: for what is beyond automata. */
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
    Test test = exact ? new AnyOf(Set.of(matcher.value())) : expression(matcher.value());
    return new ValueMatcher(matcher.name(), negated, test);
  }

  private static Test expression(String text) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(text, Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new QueryException(
          QueryException.Kind.SYNTAX,
          "error parsing regexp: " + e.getDescription() + ": `" + e.getPattern() + "`",
          -1);
    }
    if (text.equals(".*")) {
      return new Everything();
    }
    RegexNode node = RegexParser.parse(text);
    if (node == null) {
      return new Expression(pattern);
    }
    Set<String> literals = node.literals();
    if (literals != null) {
      return new AnyOf(literals);
    }
    try {
      return new Accepted(
          new ByteRunAutomaton(Operations.determinize(node.automaton(), DETERMINIZE_EFFORT)),
          node.prefix());
    } catch (TooComplexToDeterminizeException e) {
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
  boolean matchesEverything() {
    return !negated && test instanceof Everything;
  }
}
