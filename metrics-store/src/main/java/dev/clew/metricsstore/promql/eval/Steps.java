package dev.clew.metricsstore.promql.eval;

/**
 * The times at which an expression is evaluated.
 *
 * @param start milliseconds since the Unix epoch
 * @param interval milliseconds between two steps, also positive when there is only one
 * @param until the end that was asked for, at or behind the last step
 */
public record Steps(long start, long interval, int count, long until) {
  /** Steps that were asked for up to the last one. */
  public Steps(long start, long interval, int count) {
    this(start, interval, count, start + (count - 1) * interval);
  }

  public static Steps between(long start, long end, long interval) {
    int count = end < start ? 0 : (int) ((end - start) / interval) + 1;
    return new Steps(start, interval, count, end);
  }

  public long time(int step) {
    return start + step * interval;
  }

  /** The time of the last step. */
  public long end() {
    return time(count - 1);
  }

  Steps first() {
    return new Steps(start, interval, 1);
  }
}
