package dev.clew.alerting.evaluation;

import dev.clew.alerting.rule.Rule;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule and how it fares.
 *
 * @param lastError of the last evaluation; empty when it worked
 * @param lastEvaluation null before the first
 * @param alerts of an alerting rule, the lately resolved included
 */
public record RuleStatus(
    Rule rule,
    Health health,
    String lastError,
    @Nullable Instant lastEvaluation,
    double evaluationSeconds,
    List<Alert> alerts) {

  /** Whether the last evaluation worked. */
  public enum Health {
    UNKNOWN("unknown"),
    OK("ok"),
    ERROR("err");

    private final String id;

    Health(String id) {
      this.id = id;
    }

    /** As Prometheus names it. */
    public String id() {
      return id;
    }
  }

  /** Alerts that are pending or firing. */
  public List<Alert> active() {
    return alerts.stream().filter(alert -> alert.state() != AlertState.INACTIVE).toList();
  }

  /** The weightiest state of its alerts. */
  public AlertState state() {
    return alerts.stream()
        .map(Alert::state)
        .max(java.util.Comparator.naturalOrder())
        .orElse(AlertState.INACTIVE);
  }
}
