package dev.clew.metricsstore.promql.eval;

/**
 * The times at which an expression is evaluated.
 *
 * @param start milliseconds since the Unix epoch
 * @param interval milliseconds between two steps, also positive when there is only one
 */
public record Steps(long start, long interval, int count) {
  public static Steps between(long start, long end, long interval) {
    return new Steps(start, interval, end < start ? 0 : (int) ((end - start) / interval) + 1);
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
