package dev.clew.alerting.evaluation;

import dev.clew.alerting.rule.Rule;
import dev.clew.alerting.rule.RuleFile;
import dev.clew.alerting.rule.RuleFileError;
import dev.clew.alerting.rule.RuleGroup;
import dev.clew.alerting.state.StateFile;
import dev.clew.model.Labels;
import dev.clew.model.seam.OtlpSink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates the groups of all rule files. Somebody calls {@link #tick} a few times per second; the
 * engine itself knows no clock and starts no thread, so tests drive it by hand.
 *
 * <p>After each evaluation, in this order: the states that changed go to disk, the series to the
 * buffer, the alerts to the listener. A notification is therefore never about a state that a
 * restart would not know.
 *
 * <p>A recorded series is stored through the buffer like all telemetry; a rule that reads it sees
 * it at its group's next evaluation, not in the same one.
 */
public final class RuleEngine {
  private static final Logger logger = LoggerFactory.getLogger(RuleEngine.class);

  /**
   * Values and times of alerts whose state did not change are saved this often. A pending alert
   * loses at most as much of its time when the process is killed.
   */
  private static final Duration SAVE_INTERVAL = Duration.ofSeconds(10);

  private final EngineSettings settings;
  private final RuleSource source;
  private final RuleQueries queries;
  private final SeriesWriter writer;
  private final AlertHistory history;
  private final AlertListener listener;
  private final AtomicLong evaluations = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();

  /** By group key; replaced whole when rules change. */
  private volatile Map<String, GroupRunner> groups = Map.of();

  private volatile List<RuleFileError> errors = List.of();
  private Instant nextReload = Instant.MIN;
  private Instant nextSave = Instant.MIN;
  private boolean loaded;
  private long missedByRemovedGroups;

  /**
   * @param memory where states survive a restart
   */
  public RuleEngine(
      EngineSettings settings,
      RuleSource source,
      RuleQueries queries,
      OtlpSink sink,
      StateFile memory,
      AlertListener listener) {
    this.settings = settings;
    this.source = source;
    this.queries = queries;
    this.writer = new SeriesWriter(sink);
    this.history = new AlertHistory(memory);
    this.listener = listener;
  }

  /**
   * Reads the rule files when it is time to, and starts the evaluations that are due. Not to be
   * called by two threads at once.
   *
   * @param executor runs evaluations, one task per group
   */
  public void tick(Instant now, Executor executor) {
    if (isDue(nextReload, settings.reloadInterval(), now)) {
      reload(now);
      nextReload = now.plus(settings.reloadInterval());
    }
    for (GroupRunner group : groups.values()) {
      Instant time = group.claim(now);
      if (time != null) {
        executor.execute(() -> evaluate(group, time));
      }
    }
    List<Alert> orphans = history.orphans(now);
    if (!orphans.isEmpty()) {
      listener.evaluated(orphans, "", now);
    }
    if (isDue(nextSave, SAVE_INTERVAL, now)) {
      history.saveIfActive(groups.values(), now);
      nextSave = now.plus(SAVE_INTERVAL);
    }
  }

  /** Also when the clock was set back since the next time was settled. */
  private static boolean isDue(Instant next, Duration period, Instant now) {
    return !now.isBefore(next) || next.isAfter(now.plus(period));
  }

  /** Looks at the rule files now. */
  public void reload(Instant now) {
    boolean changed = source.directory().poll();
    errors = source.errors();
    if (changed || !loaded) {
      source.errors().forEach(error -> logger.warn("rule file not used: {}", error));
      apply(source.files(), now);
      if (!loaded) {
        // What fired before a restart need not wait for an evaluation to be told.
        groups.values().forEach(group -> group.rules().forEach(rule -> tell(rule, now)));
      }
      loaded = true;
    }
  }

  private void apply(List<RuleFile> files, Instant now) {
    Map<String, GroupRunner> before = groups;
    Map<String, GroupRunner> after = new LinkedHashMap<>();
    Map<String, Map<Labels, Alert>> known = loaded ? alertsOf(before.values()) : remembered(now);
    for (RuleFile file : files) {
      for (RuleGroup group : file.groups()) {
        GroupRunner same = before.get(group.key());
        boolean unchanged = same != null && same.group().equals(group);
        after.put(group.key(), unchanged ? same : runner(group, known, now));
      }
    }
    List<SeriesPoint> ended = new ArrayList<>();
    before.forEach((key, runner) -> {
      if (after.get(key) != runner) {
        missedByRemovedGroups += runner.missed();
        endRemoved(runner, after.get(key), ended);
      }
    });
    groups = after;
    after.values().forEach(group -> group.rules().forEach(rule -> known.remove(rule.key())));
    orphan(known, now);
    writer.write(ended, now);
  }

  private GroupRunner runner(RuleGroup group, Map<String, Map<Labels, Alert>> known, Instant now) {
    List<RuleRunner> rules = new ArrayList<>();
    for (Rule rule : group.rules()) {
      RuleRunner runner = new RuleRunner(rule, group, queries, settings.site());
      Map<Labels, Alert> alerts = known.remove(runner.key());
      if (alerts != null) {
        runner.restore(alerts);
      }
      rules.add(runner);
    }
    Duration interval = group.interval();
    Duration offset = group.queryOffset();
    return new GroupRunner(
        group,
        interval == null ? settings.interval() : interval,
        offset == null ? settings.queryOffset() : offset,
        rules,
        now);
  }

  /** Ends the series of rules that are not in the group any more. */
  private static void endRemoved(
      GroupRunner removed, @Nullable GroupRunner successor, List<SeriesPoint> ended) {
    List<String> kept =
        successor == null ? List.of() : successor.rules().stream().map(RuleRunner::key).toList();
    for (RuleRunner rule : removed.rules()) {
      if (!kept.contains(rule.key())) {
        ended.addAll(rule.end());
      }
    }
  }

  /**
   * The alerts of rules that are gone have no condition any more: those that fired are resolved.
   */
  private void orphan(Map<String, Map<Labels, Alert>> left, Instant now) {
    left.forEach(
        (key, alerts) -> alerts.values().forEach(alert -> history.orphan(key, alert, now)));
    if (!left.isEmpty()) {
      history.save(groups.values(), now);
    }
  }

  private static Map<String, Map<Labels, Alert>> alertsOf(Collection<GroupRunner> groups) {
    Map<String, Map<Labels, Alert>> alerts = new HashMap<>();
    for (GroupRunner group : groups) {
      for (RuleRunner rule : group.rules()) {
        if (!rule.alerts().isEmpty()) {
          alerts.put(rule.key(), rule.alerts());
        }
      }
    }
    return alerts;
  }

  private Map<String, Map<Labels, Alert>> remembered(Instant now) {
    Map<String, Map<Labels, Alert>> alerts = new HashMap<>();
    history
        .restore(now, settings.outageTolerance())
        .forEach((key, list) -> {
          Map<Labels, Alert> byLabels = new TreeMap<>();
          list.forEach(alert -> byLabels.put(alert.labels(), alert));
          alerts.put(key, byLabels);
        });
    return alerts;
  }

  private void evaluate(GroupRunner group, Instant time) {
    try {
      Map<String, Map<Labels, Alert>> before = alertsOf(List.of(group));
      List<SeriesPoint> points = group.evaluate(time);
      boolean changed = false;
      for (RuleRunner rule : group.rules()) {
        Map<Labels, Alert> was = before.getOrDefault(rule.key(), Map.of());
        changed |= history.note(group.group().name(), rule, was, time);
      }
      if (changed) {
        history.save(groups.values(), time);
      }
      writer.write(points, time);
      tell(group, time);
    } catch (RuntimeException | StackOverflowError e) {
      logger.error("BUG: group {} of {} failed", group.group().name(), group.group().file(), e);
    } finally {
      group.release();
    }
  }

  private void tell(GroupRunner group, Instant time) {
    for (RuleRunner rule : group.rules()) {
      evaluations.incrementAndGet();
      if (rule.status().health() != RuleStatus.Health.OK) {
        failures.incrementAndGet();
      } else {
        tell(rule, time);
      }
    }
  }

  private void tell(RuleRunner rule, Instant time) {
    List<Alert> alerts =
        rule.alerts().values().stream()
            .filter(alert -> alert.state() != AlertState.PENDING)
            .toList();
    if (!alerts.isEmpty()) {
      listener.evaluated(alerts, rule.rule().expression(), time);
    }
  }

  /** Saves what is not saved yet; nothing may be running. */
  public void close(Instant now) {
    history.save(groups.values(), now);
  }

  public boolean isIdle() {
    return groups.values().stream().noneMatch(GroupRunner::isRunning);
  }

  /** In the order of the files. */
  public List<GroupStatus> groups() {
    return groups.values().stream().map(GroupRunner::status).collect(Collectors.toList());
  }

  public List<RuleFileError> errors() {
    return errors;
  }

  /** State changes, newest last, at most a thousand. */
  public List<Transition> transitions() {
    return history.transitions();
  }

  /** Evaluations of single rules. */
  public long evaluations() {
    return evaluations.get();
  }

  public long failures() {
    return failures.get();
  }

  /** Evaluations of groups left out because one before took too long. */
  public long missed() {
    return missedByRemovedGroups + groups.values().stream().mapToLong(GroupRunner::missed).sum();
  }

  /** Points that a full buffer refused. */
  public long refusedPoints() {
    return writer.refused();
  }
}
