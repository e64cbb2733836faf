package dev.clew.metricsstore.promql.eval;

import dev.clew.model.QueryException;

/**
 * The times at which an expression is evaluated.
 *
 * @param start milliseconds since the Unix epoch
 * @param interval milliseconds between two steps, also positive when there is only one
 * @param until the end that was asked for, at or behind the last step
 */
public record Steps(long start, long interval, int count, long until) {
  /** As many values as one query may hold of a single series; see {@code promql.max_samples}. */
  private static final int MOST = 50_000_000;

  /** Steps that were asked for up to the last one. */
  public Steps(long start, long interval, int count) {
    this(start, interval, count, start + (count - 1) * interval);
  }

  public static Steps between(long start, long end, long interval) {
    long count = end < start ? 0 : (end - start) / interval + 1;
    if (count > MOST) {
      throw new QueryException(
          QueryException.Kind.LIMIT,
          "steps: " + count + " (expected: at most " + MOST + ", by a longer step)",
          -1);
    }
    return new Steps(start, interval, (int) count, end);
  }

  public long time(int step) {
    return start + step * interval;
  }

  /** The time of the last step. */
  public long end() {
    return time(count - 1);
  }

  public Steps first() {
    return new Steps(start, interval, 1);
  }
}
