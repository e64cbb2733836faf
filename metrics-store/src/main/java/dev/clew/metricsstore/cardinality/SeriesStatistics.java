package dev.clew.metricsstore.cardinality;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the label index alone tells of the series of one UTC day. Thread-safe. Days are numbered
 * from the Unix epoch; times are milliseconds since then, ranges inclusive at both ends. A question
 * about a range is answered for the latest day with data that the range touches.
 */
public interface SeriesStatistics {
  /**
   * Where the series of a day come from.
   *
   * @param day null means the latest with data
   * @param limit the greatest length of each list
   */
  CardinalityReport cardinality(@Nullable Long day, int limit);

  /** Every metric name of the latest day of a range, sorted by name. */
  List<MetricName> metricNames(long startMillis, long endMillis);

  /**
   * By what the series of some metric names can be broken down.
   *
   * @param limit values to list per label
   */
  LabelBreakdown breakdown(Set<String> names, long startMillis, long endMillis, int limit);
}
