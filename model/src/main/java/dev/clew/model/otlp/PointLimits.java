package dev.clew.model.otlp;

/**
 * What the metrics store takes of a data point, as far as the point alone tells.
 *
 * @param oldestNanos the earliest time, in nanoseconds since the Unix epoch
 * @param newestNanos the latest time
 * @param labels how many labels a series may have, its name included
 * @param labelLength greatest length of a label's name or value, in UTF-16 units
 */
public record PointLimits(long oldestNanos, long newestNanos, int labels, int labelLength) {
  public static final PointLimits NONE =
      new PointLimits(Long.MIN_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

  /** The same without bounds of time: as long as the clock is not trusted. */
  public PointLimits ofAnyTime() {
    return new PointLimits(Long.MIN_VALUE, Long.MAX_VALUE, labels, labelLength);
  }
}
