package dev.clew.model.seam;

import dev.clew.model.QueryException;
import java.util.List;

/** PromQL as other modules ask for it. Thread-safe. */
public interface MetricQueries {
  /**
   * Evaluates an expression at one instant. A scalar answers as one sample without labels.
   *
   * @param timeMillis milliseconds since the Unix epoch
   * @throws QueryException when the expression is wrong or breaks a limit
   */
  List<MetricSample> instant(String expression, long timeMillis);

  /**
   * Evaluates an expression from start to end, both inclusive, at every step.
   *
   * @throws QueryException when the expression is wrong or breaks a limit
   */
  List<MetricSeries> range(String expression, long startMillis, long endMillis, long stepMillis);

  /**
   * Checks that an expression can be parsed and has a type that an instant query can return.
   *
   * @throws QueryException naming the position otherwise
   */
  void check(String expression);
}
