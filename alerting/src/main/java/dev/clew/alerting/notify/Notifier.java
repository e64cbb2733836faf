package dev.clew.alerting.notify;

import dev.clew.alerting.evaluation.Alert;
import dev.clew.alerting.state.StateFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Groups alerts and decides what is to be told, as Alertmanager does: a group is told when an alert
 * fires that its receiver does not know of, or when one that it knows of is over.
 *
 * <p>It is told the alerts as they are, not their changes, and compares them with the {@link
 * NotificationLog}. So it makes no difference whether it hears of an alert once or at every
 * evaluation, before a restart or after it. In one conversation (one address, one group) at most
 * one notification is outstanding: firing and resolved arrive in this order.
 *
 * <p>All groups go to the one configured receiver; a routing tree and silences will stand where
 * {@link #groupLabels} and {@link #due} are now. Thread-safe.
 */
public final class Notifier implements AutoCloseable {
  private final NotificationConfig config;
  private final String externalUrl;
  private final NotificationLog log;
  private final Delivery delivery;
  private final WebhookSender sender;

  /** By labels; guarded by this. */
  private final Map<Map<String, String>, AlertGroup> groups = new HashMap<>();

  public Notifier(
      NotificationConfig config,
      String externalUrl,
      StateFile memory,
      Clock clock,
      RandomGenerator random) {
    this.config = config;
    this.externalUrl = externalUrl;
    this.log = new NotificationLog(memory, config.historyLimit());
    this.sender = new WebhookSender(config.webhook());
    this.delivery = new Delivery(config, log, sender, clock, random);
  }

  /**
   * Takes alerts as they are now.
   *
   * @param alerts firing or resolved
   * @param generatorUrl where their expression can be looked at
   */
  public synchronized void update(Collection<Alert> alerts, String generatorUrl) {
    for (Alert alert : alerts) {
      GroupedAlert grouped = new GroupedAlert(alert, generatorUrl);
      Map<String, String> labels = groupLabels(alert);
      AlertGroup group = groups.get(labels);
      if (group == null) {
        group = new AlertGroup(labels);
        if (!grouped.isFiring() && !isExpected(group, grouped)) {
          continue;
        }
        groups.put(labels, group);
      }
      group.put(grouped);
    }
  }

  private Map<String, String> groupLabels(Alert alert) {
    if (config.groupBy().contains("...")) {
      return alert.labels().asMap();
    }
    Map<String, String> labels = new TreeMap<>();
    for (String name : config.groupBy()) {
      String value = alert.labels().get(name);
      if (!value.isEmpty()) {
        labels.put(name, value);
      }
    }
    return labels;
  }

  /** Whether some receiver was told that the alert fires, or is about to be. */
  private boolean isExpected(AlertGroup group, GroupedAlert alert) {
    for (int target = 0; target < config.webhook().urls().size(); target++) {
      String conversation = conversation(group, target);
      Notification outstanding = log.outstanding(conversation);
      LastNotification told = log.told(conversation);
      if ((outstanding != null && outstanding.firing().contains(alert.key()))
          || (told != null && told.firing().contains(alert.key()))) {
        return true;
      }
    }
    return false;
  }

  /** Makes the notifications that are due and starts the attempts that are. */
  public void tick(Instant now, Executor executor) {
    synchronized (this) {
      for (Iterator<AlertGroup> all = groups.values().iterator(); all.hasNext(); ) {
        AlertGroup group = all.next();
        flush(group, now);
        for (GroupedAlert alert : group.alerts()) {
          if (!alert.isFiring() && !isExpected(group, alert)) {
            group.remove(alert);
          }
        }
        if (group.isEmpty()) {
          all.remove();
        }
      }
    }
    delivery.tick(now, executor);
  }

  private void flush(AlertGroup group, Instant now) {
    List<Integer> targets = new ArrayList<>();
    boolean repeats = false;
    for (int target = 0; target < config.webhook().urls().size(); target++) {
      String reason = reason(group, target, now);
      if (reason != null) {
        targets.add(target);
        repeats |= reason.startsWith("repeat");
      }
    }
    if (targets.isEmpty()) {
      group.unchanged();
      return;
    }
    boolean room = log.outstanding().size() + targets.size() <= config.queueLimit();
    if (room && (due(group, now) || repeats)) {
      for (int target : targets) {
        log.put(notification(group, target, now));
      }
      group.told(now);
    }
  }

  private boolean due(AlertGroup group, Instant now) {
    Instant waited = group.changed(now).plus(config.groupWait());
    Instant next =
        group.lastTold(now).equals(Instant.MIN)
            ? Instant.MIN
            : group.lastTold(now).plus(config.groupInterval());
    return !now.isBefore(waited) && !now.isBefore(next);
  }

  /** Why a receiver has to be told; null when it knows everything, or hears of it right now. */
  private @Nullable String reason(AlertGroup group, int target, Instant now) {
    String conversation = conversation(group, target);
    if (log.outstanding(conversation) != null) {
      return null;
    }
    LastNotification told = log.told(conversation);
    Set<String> firing = keys(group, true);
    if (told == null || told.firing().isEmpty()) {
      return firing.isEmpty() ? null : "first notification";
    }
    if (!told.firing().containsAll(firing)) {
      return "new alerts added";
    }
    Set<String> over = keys(group, false);
    over.retainAll(told.firing());
    if (!over.isEmpty() && config.webhook().sendResolved()) {
      return firing.isEmpty() ? "all alerts resolved" : "some alerts resolved";
    }
    if (!over.isEmpty()) {
      Set<String> left = new TreeSet<>(told.firing());
      left.removeAll(over);
      log.settle(conversation, new LastNotification(left, told.at()));
    }
    Duration repeat = config.repeatInterval();
    boolean again = !firing.isEmpty() && !repeat.isZero() && !told.at().plus(repeat).isAfter(now);
    return again ? "repeat interval elapsed" : null;
  }

  private Notification notification(AlertGroup group, int target, Instant now) {
    String reason = String.valueOf(reason(group, target, now));
    String receiver = config.webhook().name();
    LastNotification told = log.told(conversation(group, target));
    Set<String> known = told == null ? Set.of() : told.firing();
    List<GroupedAlert> alerts =
        group.alerts().stream()
            .filter(alert ->
                alert.isFiring()
                    || (config.webhook().sendResolved() && known.contains(alert.key())))
            .toList();
    Set<String> firing = keys(group, true);
    Set<String> resolved = new TreeSet<>();
    alerts.stream().filter(alert -> !alert.isFiring()).forEach(alert -> resolved.add(alert.key()));
    return new Notification(
        id(conversation(group, target), firing, resolved, now),
        receiver,
        target,
        group.key(),
        group.labels(),
        WebhookPayload.status(alerts),
        reason,
        firing,
        resolved,
        WebhookPayload.of(receiver, group, alerts, reason, externalUrl),
        now,
        0,
        now,
        Notification.Stage.WAITING,
        "",
        null);
  }

  private static Set<String> keys(AlertGroup group, boolean firing) {
    Set<String> keys = new TreeSet<>();
    for (GroupedAlert alert : group.alerts()) {
      if (alert.isFiring() == firing) {
        keys.add(alert.key());
      }
    }
    return keys;
  }

  private String conversation(AlertGroup group, int target) {
    return Notification.conversation(config.webhook().name(), target, group.key());
  }

  private static String id(
      String conversation, Set<String> firing, Set<String> resolved, Instant now) {
    String text = conversation + "|" + firing + "|" + resolved + "|" + now.toEpochMilli();
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every JDK has SHA-256", e);
    }
  }

  /** Outstanding ones first, then the finished, newest first. */
  public List<Notification> notifications() {
    List<Notification> all = new ArrayList<>(log.outstanding());
    all.addAll(log.finished());
    return all;
  }

  /** By outcome: {@code delivered}, {@code failed}, {@code retried}. */
  public Map<String, Long> outcomes() {
    return delivery.outcomes();
  }

  /** Notifications that are not delivered yet. */
  public int outstanding() {
    return log.outstanding().size();
  }

  public boolean isIdle() {
    return delivery.isIdle();
  }

  @Override
  public void close() {
    sender.close();
  }
}
