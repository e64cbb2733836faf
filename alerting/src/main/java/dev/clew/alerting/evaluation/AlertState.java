package dev.clew.alerting.evaluation;

import java.util.Locale;

/** What an alert is doing. Later ones weigh more. */
public enum AlertState {
  /** Its condition does not hold, or no longer. */
  INACTIVE,
  /** Its condition holds, but not yet for long enough. */
  PENDING,
  FIRING;

  /** As the APIs name it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
