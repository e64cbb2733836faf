package dev.clew.model.otlp;

/**
 * All that the records of a request have to keep at this moment.
 *
 * @param otlp what one record, and one request, may contain
 * @param points what the metrics store takes of data points besides
 * @param times which times of log records and spans are kept; those of points are in {@code points}
 */
public record RecordLimits(OtlpLimits otlp, PointLimits points, TimeLimits times) {
  public static final RecordLimits NONE =
      new RecordLimits(OtlpLimits.NONE, PointLimits.NONE, TimeLimits.NONE);

  /** Only what one record and one request may contain. */
  public static RecordLimits of(OtlpLimits otlp) {
    return new RecordLimits(otlp, PointLimits.NONE, TimeLimits.NONE);
  }
}
