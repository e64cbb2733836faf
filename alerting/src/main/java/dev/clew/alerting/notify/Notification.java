package dev.clew.alerting.notify;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One message to one address, from its making to its end. Immutable.
 *
 * @param id the same for all attempts, also after a restart: the {@code Idempotency-Key}
 * @param target which address of the receiver: its place in the list
 * @param groupKey as in the payload
 * @param firing what it says fires: fingerprint and start of each alert
 * @param resolved what it says is over
 * @param payload JSON
 * @param attempts begun so far
 * @param nextAttempt not before
 * @param error of the last attempt; empty when there was none
 * @param finishedAt null while it is outstanding
 */
public record Notification(
    String id,
    String receiver,
    int target,
    String groupKey,
    Map<String, String> groupLabels,
    String status,
    String reason,
    Set<String> firing,
    Set<String> resolved,
    String payload,
    Instant createdAt,
    int attempts,
    Instant nextAttempt,
    Stage stage,
    String error,
    @Nullable Instant finishedAt) {

  /** Where it is. */
  public enum Stage {
    /** Waits for its first or next attempt; those before certainly failed or timed out. */
    WAITING,
    /** An attempt is under way; found after a restart it means that nobody knows how it ended. */
    ATTEMPTING,
    DELIVERED,
    /** Given up. */
    FAILED
  }

  Notification attempting() {
    return with(attempts + 1, nextAttempt, Stage.ATTEMPTING, error, null);
  }

  Notification waiting(Instant next, String why) {
    return with(attempts, next, Stage.WAITING, why, null);
  }

  Notification finished(Stage end, String why, Instant time) {
    return with(attempts, nextAttempt, end, why, time);
  }

  private Notification with(
      int count, Instant next, Stage now, String why, @Nullable Instant finished) {
    return new Notification(
        id,
        receiver,
        target,
        groupKey,
        groupLabels,
        status,
        reason,
        firing,
        resolved,
        payload,
        createdAt,
        count,
        next,
        now,
        why,
        finished);
  }

  /** How many alerts it is about. */
  public int alerts() {
    return firing.size() + resolved.size();
  }

  /** Which conversation it belongs to: one address, one group. */
  String conversation() {
    return conversation(receiver, target, groupKey);
  }

  static String conversation(String receiver, int target, String groupKey) {
    return receiver + ":" + target + ":" + groupKey;
  }

  /** {@code delivered}, {@code retrying} or {@code failed}. */
  public String outcome() {
    return switch (stage) {
      case DELIVERED -> "delivered";
      case FAILED -> "failed";
      case WAITING, ATTEMPTING -> "retrying";
    };
  }
}
