package dev.clew.alerting.evaluation;

import java.time.Instant;
import java.util.Collection;

/** Hears about the alerts of a rule after each evaluation that worked. */
public interface AlertListener {
  /**
   * Called after what the evaluation changed is on disk.
   *
   * @param alerts firing, or resolved within the last 15 minutes; never pending
   * @param expression of the rule
   */
  void evaluated(Collection<Alert> alerts, String expression, Instant time);
}
