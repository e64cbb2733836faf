package dev.clew.logstore.pipes.flow;

import dev.clew.model.AttributeValue;
import dev.clew.model.query.Filter;
import java.math.BigDecimal;

/** A value of a row. A row without a value has none of these, but null. */
public sealed interface Cell {
  /** As people see it, and as groups tell values apart. */
  String text();

  /** As a number, a duration in nanoseconds; NaN when it is none. */
  double number();

  /** Any text. */
  record Text(String text) implements Cell {
    /** Longer text is no number. */
    private static final int LONGEST_NUMBER = 40;

    @Override
    public double number() {
      if (text.isEmpty() || text.length() > LONGEST_NUMBER || !mayBeNumber(text.charAt(0))) {
        return Double.NaN;
      }
      return Filter.Operand.of(text).number();
    }

    private static boolean mayBeNumber(char first) {
      return (first >= '0' && first <= '9') || first == '-' || first == '.';
    }
  }

  /** A whole number. */
  record Whole(long value) implements Cell {
    @Override
    public String text() {
      return Long.toString(value);
    }

    @Override
    public double number() {
      return value;
    }
  }

  /** A finite number or not: {@code 0.5}, {@code NaN}. */
  record Real(double value) implements Cell {
    @Override
    public String text() {
      return Double.isFinite(value)
          ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
          : Double.toString(value);
    }

    @Override
    public double number() {
      return value;
    }
  }

  /** True or false. */
  record Flag(boolean value) implements Cell {
    @Override
    public String text() {
      return Boolean.toString(value);
    }

    @Override
    public double number() {
      return Double.NaN;
    }
  }

  /** An instant, nanoseconds since the Unix epoch. */
  record Time(long nanos) implements Cell {
    @Override
    public String text() {
      return Long.toString(nanos);
    }

    @Override
    public double number() {
      return nanos;
    }
  }

  /** The start of a bucket of time, milliseconds since the Unix epoch. */
  record Bucket(long startMillis) implements Cell {
    @Override
    public String text() {
      return Long.toString(startMillis);
    }

    @Override
    public double number() {
      return startMillis;
    }
  }

  static Cell of(String text) {
    return new Text(text);
  }

  /** A whole number when it is one, so that sums of whole numbers stay whole. */
  static Cell of(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? new Whole((long) number)
        : new Real(number);
  }

  static Cell of(AttributeValue value) {
    return switch (value) {
      case AttributeValue.Text text -> new Text(text.value());
      case AttributeValue.Whole whole -> new Whole(whole.value());
      case AttributeValue.Real real -> new Real(real.value());
      case AttributeValue.Bool bool -> new Flag(bool.value());
      default -> new Text(value.asText());
    };
  }

  /** Numbers by value and before text, text with its case ignored first. */
  static int compare(Cell left, Cell right) {
    if (left instanceof Whole a && right instanceof Whole b) {
      return Long.compare(a.value(), b.value());
    }
    if (left instanceof Time a && right instanceof Time b) {
      return Long.compare(a.nanos(), b.nanos());
    }
    double a = left.number();
    double b = right.number();
    if (!Double.isNaN(a) && !Double.isNaN(b)) {
      return Double.compare(a, b);
    }
    if (Double.isNaN(a) != Double.isNaN(b)) {
      return Double.isNaN(a) ? 1 : -1;
    }
    int ignoringCase = left.text().compareToIgnoreCase(right.text());
    return ignoringCase != 0 ? ignoringCase : left.text().compareTo(right.text());
  }
}
