package dev.clew.model.seam;

import dev.clew.model.QueryException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** LogQL metric queries as other modules ask for them. Thread-safe. */
public interface LogMetricQueries {
  /**
   * Evaluates a metric query at one instant. A number answers as one sample without labels.
   *
   * @throws QueryException when the query is wrong or breaks a limit
   */
  List<MetricSample> instant(String logql, Instant time);

  /**
   * Evaluates a metric query from start to end, both inclusive, at every step.
   *
   * @throws QueryException when the query is wrong or breaks a limit
   */
  List<MetricSeries> range(String logql, Instant start, Instant end, Duration step);

  /**
   * Checks that a text is a metric query.
   *
   * @throws QueryException naming the position otherwise
   */
  void check(String logql);
}
