package dev.clew.model.seam;

import dev.clew.model.Labels;
import dev.clew.model.TimeRange;
import java.util.List;

/** What other modules ask of alerting. Thread-safe. */
public interface AlertQueries {
  /** For an appliance without alerting. */
  AlertQueries NONE = (range, limit) -> List.of();

  /**
   * Alerts that were pending or firing at some instant of the range, newest first.
   *
   * @param limit greatest number of alerts, at least 1
   */
  List<ActiveAlert> activeDuring(TimeRange range, int limit);

  /**
   * One alert.
   *
   * @param state {@code pending}, {@code firing} or {@code inactive} (resolved by now)
   * @param activeAtNanos since when its expression held, nanoseconds since the Unix epoch
   */
  record ActiveAlert(String name, String state, long activeAtNanos, Labels labels) {}
}
