package dev.clew.alerting.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clew.alerting.state.StateFile;
import dev.clew.model.Labels;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * State changes, and the states themselves on disk. Also keeps the alerts of rules that are gone
 * until it is sure that their end was heard of. Thread-safe.
 */
final class AlertHistory {
  private static final Logger logger = LoggerFactory.getLogger(AlertHistory.class);

  /** Enough for the browser's page; the ALERTS series have the rest. */
  private static final int MAXIMUM_TRANSITIONS = 1000;

  private final StateFile file;
  private final Deque<Transition> transitions = new ArrayDeque<>();

  /** Resolved alerts of rules that are gone, by key of the rule. */
  private final Map<String, List<Alert>> orphans = new HashMap<>();

  /** Used by the thread that ticks. */
  private boolean wasActive;

  AlertHistory(StateFile file) {
    this.file = file;
  }

  /**
   * What was remembered, as it is to go on. The time of the outage does not count as time that a
   * condition held; after too long an outage pending alerts are forgotten. Firing ones go on, so
   * that nobody is told twice.
   */
  synchronized Map<String, List<Alert>> restore(Instant now, Duration outageTolerance) {
    AlertMemory memory = read();
    transitions.addAll(memory.transitions());
    // Less than none: the clock was set back. Nobody knows how long the outage was, and what was
    // written then must not lie ahead.
    Duration outage = Duration.between(memory.savedAt(), now);
    boolean tolerable = outage.compareTo(outageTolerance) <= 0;
    Map<String, List<Alert>> restored = new HashMap<>();
    memory
        .rules()
        .forEach((key, alerts) ->
            restored.put(
                key,
                alerts.stream()
                    .filter(alert -> tolerable || alert.state() != AlertState.PENDING)
                    .map(alert ->
                        alert.state() == AlertState.PENDING
                            ? alert.activeSince(alert.activeAt().plus(outage))
                            : alert)
                    .toList()));
    return restored;
  }

  private AlertMemory read() {
    try {
      JsonNode document = file.read();
      return document == null ? AlertMemory.EMPTY : AlertMemory.fromJson(document);
    } catch (IOException | RuntimeException e) {
      logger.error("alert states could not be restored; alerts begin anew", e);
      putAside();
      return AlertMemory.EMPTY;
    }
  }

  private void putAside() {
    try {
      file.setAside();
    } catch (IOException e) {
      logger.error("and could not be set aside", e);
    }
  }

  /** Records what an evaluation changed and answers whether it did. */
  synchronized boolean note(
      String group, RuleRunner rule, Map<Labels, Alert> before, Instant time) {
    Map<Labels, Alert> after = rule.alerts();
    int known = transitions.size();
    boolean changed = !before.keySet().equals(after.keySet());
    for (Alert alert : after.values()) {
      Alert was = before.get(alert.labels());
      AlertState from = was == null ? AlertState.INACTIVE : was.state();
      if (from != alert.state()) {
        add(
            new Transition(
                time,
                group,
                rule.rule().name(),
                alert.labels(),
                from,
                alert.state(),
                alert.value()));
        changed = true;
      }
    }
    for (Alert was : before.values()) {
      if (was.state() == AlertState.PENDING && !after.containsKey(was.labels())) {
        add(
            new Transition(
                time,
                group,
                rule.rule().name(),
                was.labels(),
                AlertState.PENDING,
                AlertState.INACTIVE,
                was.value()));
      }
    }
    return changed || transitions.size() != known;
  }

  private void add(Transition transition) {
    transitions.addLast(transition);
    if (transitions.size() > MAXIMUM_TRANSITIONS) {
      transitions.removeFirst();
    }
  }

  synchronized List<Transition> transitions() {
    return List.copyOf(transitions);
  }

  /** Takes over an alert whose rule is gone. */
  synchronized void orphan(String ruleKey, Alert alert, Instant now) {
    if (alert.state() == AlertState.PENDING) {
      return;
    }
    Alert resolved = alert;
    if (alert.state() == AlertState.FIRING) {
      resolved = alert.resolved(now);
      add(
          new Transition(
              now,
              ruleKey.split(";", 3)[1],
              alert.labels().get("alertname"),
              alert.labels(),
              AlertState.FIRING,
              AlertState.INACTIVE,
              alert.value()));
    }
    orphans.computeIfAbsent(ruleKey, key -> new ArrayList<>()).add(resolved);
  }

  /** The alerts of rules that are gone and of whose end somebody may still have to be told. */
  synchronized List<Alert> orphans(Instant now) {
    if (orphans.isEmpty()) {
      return List.of();
    }
    Instant oldest = now.minus(AlertStates.RESOLVED_RETENTION);
    orphans
        .values()
        .forEach(alerts ->
            alerts.removeIf(
                alert -> alert.resolvedAt() == null || alert.resolvedAt().isBefore(oldest)));
    orphans.values().removeIf(List::isEmpty);
    return orphans.values().stream().flatMap(List::stream).toList();
  }

  /** Saves values and times of alerts; nothing when there are none. */
  void saveIfActive(Collection<GroupRunner> groups, Instant now) {
    boolean active =
        groups.stream()
            .flatMap(group -> group.rules().stream())
            .anyMatch(rule -> !rule.alerts().isEmpty());
    if (active || wasActive) {
      save(groups, now);
    }
    wasActive = active;
  }

  /** A failure is reported and does not stop alerting: a page that may come twice is better. */
  synchronized void save(Collection<GroupRunner> groups, Instant now) {
    Map<String, List<Alert>> rules = new TreeMap<>();
    orphans.forEach((key, alerts) -> rules.put(key, List.copyOf(alerts)));
    for (GroupRunner group : groups) {
      for (RuleRunner rule : group.rules()) {
        if (!rule.alerts().isEmpty()) {
          rules.put(rule.key(), List.copyOf(rule.alerts().values()));
        }
      }
    }
    try {
      file.write(new AlertMemory(now, rules, List.copyOf(transitions)).toJson());
    } catch (IOException e) {
      logger.error("alert states were not saved", e);
    }
  }
}
