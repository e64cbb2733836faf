package dev.clew.alerting;

import dev.clew.alerting.evaluation.Alert;
import dev.clew.alerting.evaluation.AlertState;
import dev.clew.alerting.evaluation.EngineSettings;
import dev.clew.alerting.evaluation.GroupStatus;
import dev.clew.alerting.evaluation.RuleEngine;
import dev.clew.alerting.evaluation.RuleQueries;
import dev.clew.alerting.evaluation.RuleSource;
import dev.clew.alerting.notify.Notifier;
import dev.clew.alerting.rule.RuleDirectory;
import dev.clew.alerting.rule.RuleFileError;
import dev.clew.alerting.rule.RuleFileParser;
import dev.clew.alerting.state.StateFile;
import dev.clew.alerting.template.TemplateContext;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.health.Severity;
import dev.clew.model.seam.OtlpSink;
import dev.clew.model.time.GuardedClock;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates rules, keeps alert state, sends notifications. One thread looks several times per
 * second what is due; evaluations and deliveries run on virtual threads of their own.
 */
public final class Alerting implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Alerting.class);
  private static final Duration TICK = Duration.ofMillis(200);

  /** Deliveries under way may end before the process does. */
  private static final Duration CLOSING = Duration.ofSeconds(3);

  private final AlertingConfig config;
  private final GuardedClock clock;
  private final RuleEngine engine;
  private final Incidents.Condition wrongRules;
  private final Notifier notifier;
  private final ExecutorService executor;
  private final Semaphore evaluations;
  private final long openedNanos;

  /** Whether the delay after the start is over. Used by the thread that ticks. */
  private boolean evaluating;

  private @Nullable Thread ticker;
  private volatile boolean closed;

  private Alerting(
      AlertingConfig config, RuleQueries queries, OtlpSink sink, Clock clock, Incidents incidents) {
    this.wrongRules = incidents.condition("alerting", IncidentKind.SETTINGS);
    this.config = config;
    this.clock = GuardedClock.of(clock);
    this.evaluations = new Semaphore(config.concurrency());
    this.openedNanos = this.clock.elapsedNanos();
    this.executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("clew-alerting-", 0).factory());
    this.notifier =
        new Notifier(
            config.notifications(),
            config.externalUrl(),
            new StateFile(config.directory().resolve("notifications.json"), incidents),
            clock,
            RandomGenerator.getDefault());
    RuleFileParser parser = new RuleFileParser(queries::check);
    TemplateContext.Site site =
        new TemplateContext.Site(externalLabels(config), config.externalUrl());
    this.engine =
        new RuleEngine(
            new EngineSettings(
                config.interval(),
                config.queryOffset(),
                config.reloadInterval(),
                config.outageTolerance(),
                site),
            source(config, parser),
            queries,
            sink,
            new StateFile(config.directory().resolve("alerts.json"), incidents),
            (alerts, expression, time) -> notifier.update(alerts, generatorUrl(expression)));
  }

  /**
   * Restores the states of the last run, loads the rules and begins to evaluate them.
   *
   * @param queries answers the rules' expressions
   * @param sink takes the series that rules give
   * @param incidents where is told what cannot be read, written or used
   */
  public static Alerting open(
      AlertingConfig config, RuleQueries queries, OtlpSink sink, Clock clock, Incidents incidents) {
    Alerting alerting = openStopped(config, queries, sink, clock, incidents);
    alerting.start();
    return alerting;
  }

  /** As {@link #open}, but time passes only when {@link #tick} is called. */
  static Alerting openStopped(
      AlertingConfig config, RuleQueries queries, OtlpSink sink, Clock clock) {
    return openStopped(config, queries, sink, clock, Incidents.NONE);
  }

  static Alerting openStopped(
      AlertingConfig config, RuleQueries queries, OtlpSink sink, Clock clock, Incidents incidents) {
    Alerting alerting = new Alerting(config, queries, sink, clock, incidents);
    alerting.engine.reload(clock.instant());
    alerting.tellWrongRules();
    return alerting;
  }

  /** A rule that people rely on is not evaluated: that is as bad as a part that does not work. */
  private void tellWrongRules() {
    List<RuleFileError> errors = engine.errors();
    if (errors.isEmpty()) {
      wrongRules.clear();
    } else {
      long files = errors.stream().map(RuleFileError::file).distinct().count();
      wrongRules.raise(
          Severity.DEGRADED,
          (files == 1 ? "a rule file is not used: " : files + " rule files are not used: ")
              + errors.getFirst());
    }
  }

  private static RuleSource source(AlertingConfig config, RuleFileParser parser) {
    StarterRules starter = config.starterRules() ? StarterRules.load(parser) : StarterRules.none();
    return new RuleSource(
        starter.files(), starter.errors(), new RuleDirectory(config.rules(), parser));
  }

  private static Map<String, String> externalLabels(AlertingConfig config) {
    Map<String, String> labels = new TreeMap<>();
    for (String label : config.externalLabels()) {
      int equals = label.indexOf('=');
      labels.put(label.substring(0, equals), label.substring(equals + 1));
    }
    return labels;
  }

  /** The page where the expression can be looked at. */
  private String generatorUrl(String expression) {
    return expression.isEmpty()
        ? config.externalUrl() + "/alerts"
        : config.externalUrl()
            + "/metrics?q="
            + URLEncoder.encode(expression, StandardCharsets.UTF_8);
  }

  private void start() {
    ticker = Thread.ofVirtual().name("clew-alerting-ticker").start(this::run);
  }

  private void run() {
    while (!closed) {
      try {
        tick();
        Thread.sleep(TICK);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        logger.error("BUG: alerting goes on after", e);
      }
    }
  }

  /** Starts everything that is due now. */
  void tick() {
    Instant now = clock.instant();
    evaluating |= clock.hasPassed(config.startDelay(), openedNanos);
    if (evaluating) {
      engine.tick(now, this::evaluate);
      tellWrongRules();
    }
    notifier.tick(now, executor);
  }

  private void evaluate(Runnable evaluation) {
    executor.execute(() -> {
      evaluations.acquireUninterruptibly();
      try {
        evaluation.run();
      } finally {
        evaluations.release();
      }
    });
  }

  /** Whether no evaluation and no delivery runs at this moment. */
  boolean isIdle() {
    return engine.isIdle() && notifier.isIdle();
  }

  /** The present state; a snapshot. */
  public AlertingStatus status() {
    List<GroupStatus> groups = engine.groups();
    return new AlertingStatus(
        groups,
        engine.errors(),
        notifier.notifications(),
        engine.transitions(),
        count(groups, AlertState.FIRING),
        count(groups, AlertState.PENDING),
        engine.evaluations(),
        engine.failures(),
        engine.missed(),
        engine.refusedPoints(),
        notifier.outcomes());
  }

  private static int count(List<GroupStatus> groups, AlertState state) {
    return (int)
        groups.stream()
            .flatMap(group -> group.rules().stream())
            .flatMap(rule -> rule.alerts().stream())
            .map(Alert::state)
            .filter(state::equals)
            .count();
  }

  @Override
  public void close() {
    closed = true;
    if (ticker != null) {
      ticker.interrupt();
    }
    executor.shutdown();
    try {
      if (!executor.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
        executor.shutdownNow();
        executor.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
    notifier.close();
    engine.close(clock.instant());
  }
}
