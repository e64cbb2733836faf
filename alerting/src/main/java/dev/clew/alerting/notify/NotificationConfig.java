package dev.clew.alerting.notify;

import java.time.Duration;
import java.util.List;

/**
 * When people are told, and how hard that is tried.
 *
 * @param groupBy labels whose values make one notification; {@code ...} for one per alert
 * @param groupWait how long after the first change others are waited for
 * @param groupInterval least time between two notifications of a group
 * @param repeatInterval after which a notification is repeated while something still fires; 0 never
 * @param queueLimit notifications not delivered yet; with more, groups wait
 * @param maxAttempts of one notification; with the pauses below 20 are about an hour
 * @param firstPause before the second attempt; doubles from attempt to attempt
 * @param longestPause between two attempts
 * @param historyLimit finished notifications that are remembered
 */
public record NotificationConfig(
    List<String> groupBy,
    Duration groupWait,
    Duration groupInterval,
    Duration repeatInterval,
    int queueLimit,
    int maxAttempts,
    Duration firstPause,
    Duration longestPause,
    int historyLimit,
    WebhookConfig webhook) {

  public NotificationConfig {
    groupBy = List.copyOf(groupBy);
    notNegative("group_wait", groupWait);
    notNegative("group_interval", groupInterval);
    notNegative("repeat_interval", repeatInterval);
    notNegative("first_pause", firstPause);
    notNegative("longest_pause", longestPause);
    positive("queue_limit", queueLimit);
    positive("max_attempts", maxAttempts);
    positive("history_limit", historyLimit);
  }

  private static void notNegative(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
    }
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
    }
  }

  public static NotificationConfig defaults() {
    return new NotificationConfig(
        List.of("alertname"),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofHours(4),
        1000,
        20,
        Duration.ofSeconds(1),
        Duration.ofMinutes(5),
        200,
        WebhookConfig.defaults());
  }
}
