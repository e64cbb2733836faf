package dev.clew.metricsstore.head;

import dev.clew.metricsstore.series.NativeHistogram;
import org.jspecify.annotations.Nullable;

/**
 * The running total of a series that is sent as deltas. It need not be persisted: the last stored
 * sample of the series is the total, committed together with the buffer position it belongs to.
 */
final class DeltaTotal {
  double value;
  @Nullable NativeHistogram histogram;
  long lastMillis = Long.MIN_VALUE;

  /** Since when it has been adding up, or 0 when the sender did not say. */
  long startMillis;
}
