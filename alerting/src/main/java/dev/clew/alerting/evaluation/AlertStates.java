package dev.clew.alerting.evaluation;

import dev.clew.alerting.rule.Rule;
import dev.clew.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of Prometheus' alerting rules, as a function: the alerts before, the series
 * seen now, the alerts after. Nothing else changes state, so a failed evaluation, which never gets
 * here, leaves everything as it is.
 *
 * <pre>
 *              series seen                 seen for `for`
 *   (none) ───────────────────▶ pending ─────────────────▶ firing ◀─┐ seen again, or still
 *      ▲                           │ not seen                 │ ────┘ within keep_firing_for
 *      └───────────────────────────┘                          │ not seen
 *      ▲                                                      ▼
 *      └──────────── after 15 minutes ──────────────────── inactive (resolved)
 * </pre>
 */
final class AlertStates {
  /** Resolved alerts are kept so that the notification about it can be repeated after a failure. */
  static final Duration RESOLVED_RETENTION = Duration.ofMinutes(15);

  private AlertStates() {}

  /**
   * Makes the step of one evaluation.
   *
   * @param before alerts by labels; what they tell of times after this one was told by a clock that
   *     was set back since, and counts from now
   * @param seen what the expression gave now, each pending since now
   * @throws EvaluationException when more alerts are active than the limit allows
   */
  static Map<Labels, Alert> next(
      Rule.Alerting rule,
      int limit,
      Map<Labels, Alert> before,
      Map<Labels, Alert> seen,
      Instant time) {
    Map<Labels, Alert> after = new TreeMap<>();
    seen.forEach((labels, alert) -> {
      Alert known = before.containsKey(labels) ? notAhead(before.get(labels), time) : null;
      Alert now =
          known == null || known.state() == AlertState.INACTIVE ? alert : known.seenAgain(alert);
      boolean fires =
          now.state() == AlertState.PENDING && !now.activeAt().plus(rule.holdFor()).isAfter(time);
      after.put(labels, fires ? now.fired(time) : now);
    });
    before.forEach((labels, alert) -> {
      Alert left = seen.containsKey(labels) ? null : unseen(rule, notAhead(alert, time), time);
      if (left != null) {
        after.put(labels, left);
      }
    });
    long active = after.values().stream().filter(a -> a.state() != AlertState.INACTIVE).count();
    if (limit > 0 && active > limit) {
      throw new EvaluationException(
          "exceeded limit of " + limit + " with " + active + " alerts", true);
    }
    return after;
  }

  private static Alert notAhead(Alert alert, Instant time) {
    Alert known = alert.activeAt().isAfter(time) ? alert.activeSince(time) : alert;
    Instant kept = known.keepFiringSince();
    if (kept != null && kept.isAfter(time)) {
      known = known.keptSince(time);
    }
    Instant resolved = known.resolvedAt();
    return resolved != null && resolved.isAfter(time) ? known.resolved(time) : known;
  }

  /** What becomes of an alert whose series is gone; null when nothing does. */
  private static @Nullable Alert unseen(Rule.Alerting rule, Alert alert, Instant time) {
    return switch (alert.state()) {
      case PENDING -> null;
      case FIRING -> {
        if (rule.keepFiringFor().isZero()) {
          yield alert.resolved(time);
        }
        Instant since = alert.keepFiringSince() == null ? time : alert.keepFiringSince();
        yield Duration.between(since, time).compareTo(rule.keepFiringFor()) < 0
            ? alert.keptSince(since)
            : alert.keptSince(since).resolved(time);
      }
      case INACTIVE -> {
        Instant resolved = alert.resolvedAt();
        boolean over =
            resolved == null || Duration.between(resolved, time).compareTo(RESOLVED_RETENTION) > 0;
        yield over ? null : alert;
      }
    };
  }
}
