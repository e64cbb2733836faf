package dev.clew.alerting.notify;

import dev.clew.alerting.evaluation.Alert;
import dev.clew.alerting.evaluation.AlertState;
import java.time.Instant;

/** An alert that fires or has fired, with the address of its expression. */
record GroupedAlert(Alert alert, String generatorUrl) {
  boolean isFiring() {
    return alert.state() == AlertState.FIRING;
  }

  Instant startsAt() {
    Instant fired = alert.firedAt();
    return fired == null ? alert.activeAt() : fired;
  }

  String fingerprint() {
    return Fingerprint.text(alert.labels().asMap());
  }

  /** Tells apart the times an alert fired: a transition is told once per key. */
  String key() {
    return fingerprint() + "@" + startsAt().toEpochMilli();
  }
}
