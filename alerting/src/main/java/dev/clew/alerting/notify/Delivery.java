package dev.clew.alerting.notify;

import dev.clew.alerting.notify.Notification.Stage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings notifications to their receivers: again and again with growing pauses while a receiver is
 * away, never again once it refused, at most as often as configured.
 */
final class Delivery {
  private static final Logger logger = LoggerFactory.getLogger(Delivery.class);

  private final NotificationConfig config;
  private final NotificationLog log;
  private final Sender sender;
  private final Clock clock;
  private final RandomGenerator random;
  private final Set<String> running = ConcurrentHashMap.newKeySet();
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong retried = new AtomicLong();

  Delivery(
      NotificationConfig config,
      NotificationLog log,
      Sender sender,
      Clock clock,
      RandomGenerator random) {
    this.config = config;
    this.log = log;
    this.sender = sender;
    this.clock = clock;
    this.random = random;
  }

  /** Starts the attempts that are due. */
  void tick(Instant now, Executor executor) {
    for (Notification notification : log.outstanding()) {
      if (isDue(notification, now) && running.add(notification.id())) {
        executor.execute(() -> attempt(notification));
      }
    }
  }

  /** Also when the clock was set back since: no pause is as long as the longest that there is. */
  private boolean isDue(Notification notification, Instant now) {
    long longest =
        Math.max(
            config.longestPause().toSeconds() + 1, WebhookSender.MAXIMUM_RETRY_AFTER_SECONDS + 1);
    Instant next = notification.nextAttempt();
    return !next.isAfter(now) || next.isAfter(now.plusSeconds(longest));
  }

  private void attempt(Notification notification) {
    try {
      Notification attempting = notification.attempting();
      log.put(attempting);
      Sender.Result result = sender.send(attempting);
      Instant now = clock.instant();
      switch (result) {
        case Sender.Accepted accepted -> {
          log.finish(attempting.finished(Stage.DELIVERED, "", now), now);
          delivered.incrementAndGet();
        }
        case Sender.Rejected rejected -> giveUp(attempting, rejected.error(), now);
        case Sender.Unavailable unavailable -> {
          if (attempting.attempts() >= config.maxAttempts()) {
            giveUp(attempting, unavailable.error(), now);
          } else {
            retried.incrementAndGet();
            Duration asked = unavailable.after();
            Duration pause = asked == null ? pause(attempting.attempts()) : asked;
            log.put(attempting.waiting(now.plus(pause), unavailable.error()));
          }
        }
      }
    } catch (InterruptedException e) {
      // Closing. It stays as an attempt of unknown end, and goes out again after the restart.
      Thread.currentThread().interrupt();
    } finally {
      running.remove(notification.id());
    }
  }

  private void giveUp(Notification notification, String error, Instant now) {
    log.finish(notification.finished(Stage.FAILED, error, now), now);
    failed.incrementAndGet();
    logger.warn(
        "notification of {} to {} was not delivered after {} attempts: {}",
        notification.groupLabels(),
        notification.receiver(),
        notification.attempts(),
        error);
  }

  /**
   * Doubles from attempt to attempt; the upper half is random, so that many do not come at once.
   */
  private Duration pause(int attempts) {
    double factor = Math.pow(2, Math.min(attempts - 1, 30));
    double millis =
        Math.min(
            config.firstPause().toMillis() * factor, (double) config.longestPause().toMillis());
    return Duration.ofMillis((long) (millis * (0.5 + random.nextDouble() / 2)));
  }

  boolean isIdle() {
    return running.isEmpty();
  }

  /** Delivered and failed notifications, and attempts that were repeated. */
  Map<String, Long> outcomes() {
    return Map.of("delivered", delivered.get(), "failed", failed.get(), "retried", retried.get());
  }
}
