package dev.clew.metricsstore.promql.script;

import dev.clew.metricsstore.series.NativeHistogram;
import org.jspecify.annotations.Nullable;

/**
 * A float or a histogram; null in a list of points is a gap.
 *
 * @param hinted whether the notation says something of counter resets
 */
record Point(double value, @Nullable NativeHistogram histogram, boolean hinted) {
  static Point of(double value) {
    return new Point(value, null, false);
  }
}
