package dev.clew.logstore.logql.result;

/**
 * What LogQL queries may ask for.
 *
 * @param maxSeries series of a metric query's result; Loki's 500
 * @param maxInnerSeries series that an aggregation may work on; bounds the memory
 * @param maxPoints steps of a range query; Loki's 11,000
 * @param maxCells values that a metric query may hold at a time; 8 bytes and more each
 */
public record LogqlLimits(int maxSeries, int maxInnerSeries, int maxPoints, long maxCells) {
  public LogqlLimits {
    if (maxSeries < 1) {
      throw new IllegalArgumentException("maxSeries: " + maxSeries + " (expected: >= 1)");
    }
    if (maxInnerSeries < maxSeries) {
      throw new IllegalArgumentException(
          "maxInnerSeries: " + maxInnerSeries + " (expected: >= maxSeries " + maxSeries + ")");
    }
    if (maxPoints < 1) {
      throw new IllegalArgumentException("maxPoints: " + maxPoints + " (expected: >= 1)");
    }
    if (maxCells < 1) {
      throw new IllegalArgumentException("maxCells: " + maxCells + " (expected: >= 1)");
    }
  }

  public static LogqlLimits defaults() {
    return new LogqlLimits(500, 100_000, 11_000, 20_000_000);
  }
}
