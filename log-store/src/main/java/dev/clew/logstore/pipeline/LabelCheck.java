package dev.clew.logstore.pipeline;

import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** A test of a line's labels; may mark the line with an error. */
@FunctionalInterface
public interface LabelCheck {
  String ERROR = "LabelFilterErr";

  boolean test(Line line);

  /** A filter of it. */
  default Stage stage() {
    return this::test;
  }

  /** The value of a label, empty when there is none, passes. */
  static LabelCheck text(String name, Predicate<String> test) {
    return line -> test.test(line.label(name));
  }

  /** The whole value matches a regular expression. */
  static Predicate<String> matching(String expression) {
    return Patterns.whole(expression);
  }

  /**
   * The label is a number that passes. Lines without the label do not pass, whatever the reason.
   * Lines whose label is no number pass: they get an error, unless they have one, for the user to
   * see.
   *
   * @param reader NaN for what is no number
   */
  static LabelCheck number(String name, ToDoubleFunction<String> reader, DoublePredicate test) {
    return line -> {
      if (line.originOf(name) == null) {
        return false;
      }
      String value = line.label(name);
      double number = reader.applyAsDouble(value);
      if (Double.isNaN(number)) {
        if (!line.hasError()) {
          line.fail(ERROR, "could not read label " + name + "=\"" + value + "\" as a number");
        }
        return true;
      }
      return test.test(number);
    };
  }

  /**
   * The label holds an address that is wanted, or none. Lines without the label do not pass. Those
   * with an error do, which only filters of text leave out.
   */
  static LabelCheck address(String name, IpFilter filter, boolean wanted) {
    return line ->
        line.hasError() || (line.originOf(name) != null && filter.isIn(line.label(name)) == wanted);
  }

  static LabelCheck and(LabelCheck left, LabelCheck right) {
    return line -> left.test(line) && right.test(line);
  }

  static LabelCheck or(LabelCheck left, LabelCheck right) {
    return line -> left.test(line) || right.test(line);
  }
}
