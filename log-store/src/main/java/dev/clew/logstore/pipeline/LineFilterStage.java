package dev.clew.logstore.pipeline;

import com.google.re2j.Pattern;
import dev.clew.notation.regex.GuardedRegex;
import java.util.List;
import java.util.function.Predicate;

/** Wants lines of which at least one test holds, or none. */
public final class LineFilterStage implements Stage {
  private final List<Predicate<String>> tests;
  private final boolean negative;

  /**
   * @param negative whether lines are wanted that pass no test
   */
  public LineFilterStage(List<Predicate<String>> tests, boolean negative) {
    this.tests = List.copyOf(tests);
    this.negative = negative;
  }

  /** The text holds these characters, in this case. */
  public static Predicate<String> containing(String text) {
    return line -> line.contains(text);
  }

  /** A part of the text matches a regular expression, in which a dot is no line feed. */
  public static Predicate<String> matching(String expression) {
    Pattern pattern = Patterns.compile(expression);
    return line -> GuardedRegex.matcher(pattern, line).find();
  }

  /** The text holds an IP address of the range. */
  public static Predicate<String> address(String range) {
    return IpFilter.parse(range)::isIn;
  }

  @Override
  public boolean process(Line line) {
    String text = line.text();
    for (Predicate<String> test : tests) {
      if (test.test(text)) {
        return !negative;
      }
    }
    return negative;
  }
}
