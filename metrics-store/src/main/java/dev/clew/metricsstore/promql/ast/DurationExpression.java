package dev.clew.metricsstore.promql.ast;

import dev.clew.model.QueryException;

/** A duration in a range, a step or an offset, which may be calculated. */
public sealed interface DurationExpression {
  /**
   * What a query gives to calculate with.
   *
   * @param stepSeconds the step of the query, 0 for an instant query
   * @param rangeSeconds the time from its start to its end
   */
  record Setting(double stepSeconds, double rangeSeconds) {}

  Position position();

  /** The duration in seconds. */
  double seconds(Setting setting);

  /** The duration in milliseconds. */
  default long millis(Setting setting, boolean mayBeNegative) {
    double seconds = seconds(setting);
    if (!Double.isFinite(seconds)) {
      throw failure(position(), "duration is NaN or infinite");
    }
    if (seconds <= 0 && !mayBeNegative) {
      throw failure(position(), "duration must be greater than 0");
    }
    if (!(Math.abs(seconds) < Long.MAX_VALUE / 1e9)) {
      throw failure(position(), "duration is out of range");
    }
    return toMillis(seconds);
  }

  /**
   * Whole milliseconds. Seconds that were calculated in binary are a little off (1.001 s are not
   * quite 1001 ms), so they are rounded to what they mean before the rest is cut off.
   */
  static long toMillis(double seconds) {
    double nearest = Math.rint(seconds * 1000);
    if (nearest / 1000 == seconds) {
      return (long) nearest;
    }
    return Math.round(seconds * 1e9) / 1_000_000;
  }

  private static QueryException failure(Position position, String message) {
    return new QueryException(
        QueryException.Kind.EXECUTION,
        position.start() + ":" + position.end() + ": " + message,
        position.start());
  }

  /** A number of seconds, written as a duration or as a number. */
  record Fixed(double value, boolean asDuration, Position position) implements DurationExpression {
    @Override
    public double seconds(Setting setting) {
      return value;
    }
  }

  /** The step of the query. */
  record Step(Position position) implements DurationExpression {
    @Override
    public double seconds(Setting setting) {
      return setting.stepSeconds();
    }
  }

  /** The range of the query. */
  record Range(Position position) implements DurationExpression {
    @Override
    public double seconds(Setting setting) {
      return setting.rangeSeconds();
    }
  }

  /** A change of sign. */
  record Negated(DurationExpression operand, Position position) implements DurationExpression {
    @Override
    public double seconds(Setting setting) {
      return -operand.seconds(setting);
    }
  }

  /** An expression in parentheses. */
  record Grouped(DurationExpression inner, Position position) implements DurationExpression {
    @Override
    public double seconds(Setting setting) {
      return inner.seconds(setting);
    }
  }

  /** The smaller or the larger of two. */
  record Extreme(
      boolean smallest, DurationExpression left, DurationExpression right, Position position)
      implements DurationExpression {
    @Override
    public double seconds(Setting setting) {
      double a = left.seconds(setting);
      double b = right.seconds(setting);
      return smallest ? Math.min(a, b) : Math.max(a, b);
    }
  }

  /** A calculation. */
  record Calculated(
      BinaryOperator operator, DurationExpression left, DurationExpression right, Position position)
      implements DurationExpression {
    @Override
    public double seconds(Setting setting) {
      double a = left.seconds(setting);
      double b = right.seconds(setting);
      return switch (operator) {
        case ADD -> a + b;
        case SUBTRACT -> a - b;
        case MULTIPLY -> a * b;
        case DIVIDE -> a / notZero(b, "division by zero");
        case MODULO -> a % notZero(b, "modulo by zero");
        case POWER -> Math.pow(a, b);
        default -> throw new IllegalStateException("BUG: duration operator " + operator);
      };
    }

    private double notZero(double divisor, String message) {
      if (divisor == 0) {
        throw failure(position, message);
      }
      return divisor;
    }
  }
}
