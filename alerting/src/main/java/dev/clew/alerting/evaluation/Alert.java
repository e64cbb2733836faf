package dev.clew.alerting.evaluation;

import dev.clew.model.Labels;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One series of an alerting rule's result, with its history.
 *
 * @param labels identity, {@code alertname} among them
 * @param value of the last evaluation that gave the series
 * @param activeAt when the condition was first seen to hold
 * @param firedAt when it began to fire; null before
 * @param resolvedAt when it stopped firing; null before
 * @param keepFiringSince since when it fires only because of {@code keep_firing_for}; else null
 */
public record Alert(
    Labels labels,
    Map<String, String> annotations,
    AlertState state,
    double value,
    Instant activeAt,
    @Nullable Instant firedAt,
    @Nullable Instant resolvedAt,
    @Nullable Instant keepFiringSince) {

  static Alert pending(
      Labels labels, Map<String, String> annotations, double value, Instant activeAt) {
    return new Alert(labels, annotations, AlertState.PENDING, value, activeAt, null, null, null);
  }

  Alert seenAgain(Alert now) {
    return new Alert(
        labels, now.annotations, state, now.value, activeAt, firedAt, resolvedAt, null);
  }

  Alert fired(Instant time) {
    return new Alert(
        labels, annotations, AlertState.FIRING, value, activeAt, time, null, keepFiringSince);
  }

  Alert keptSince(Instant since) {
    return new Alert(labels, annotations, state, value, activeAt, firedAt, resolvedAt, since);
  }

  Alert resolved(Instant time) {
    return new Alert(
        labels, annotations, AlertState.INACTIVE, value, activeAt, firedAt, time, keepFiringSince);
  }

  Alert activeSince(Instant since) {
    return new Alert(
        labels, annotations, state, value, since, firedAt, resolvedAt, keepFiringSince);
  }
}
