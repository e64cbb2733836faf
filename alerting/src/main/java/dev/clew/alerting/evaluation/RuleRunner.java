package dev.clew.alerting.evaluation;

import dev.clew.alerting.evaluation.RuleStatus.Health;
import dev.clew.alerting.rule.Rule;
import dev.clew.alerting.rule.RuleGroup;
import dev.clew.alerting.template.Template;
import dev.clew.alerting.template.TemplateContext;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.model.memory.QueryMemory;
import dev.clew.model.seam.MetricSample;
import dev.clew.notation.template.TemplateException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One rule at work. {@link #evaluate} is called by one thread at a time; the rest may be read by
 * any.
 */
final class RuleRunner {
  private final Rule rule;
  private final RuleGroup group;
  private final RuleQueries queries;
  private final TemplateContext.Site site;
  private volatile Map<Labels, Alert> alerts = Map.of();
  private volatile RuleStatus status;

  /** Series that the last evaluation wrote; those that do not come again are ended. */
  private Set<Labels> written = Set.of();

  RuleRunner(Rule rule, RuleGroup group, RuleQueries queries, TemplateContext.Site site) {
    this.rule = rule;
    this.group = group;
    this.queries = queries;
    this.site = site;
    this.status = new RuleStatus(rule, Health.UNKNOWN, "", null, 0, List.of());
  }

  Rule rule() {
    return rule;
  }

  RuleStatus status() {
    return status;
  }

  Map<Labels, Alert> alerts() {
    return alerts;
  }

  /** What tells rules apart, over restarts and changes of anything else in the file. */
  String key() {
    return group.key() + ";" + rule.name() + ";" + rule.labels();
  }

  /** Takes over the alerts of the same rule before a change or a restart. */
  void restore(Map<Labels, Alert> restored) {
    alerts = Map.copyOf(restored);
    written = seriesOf(restored.values());
    status =
        new RuleStatus(
            rule,
            status.health(),
            status.lastError(),
            status.lastEvaluation(),
            status.evaluationSeconds(),
            List.copyOf(restored.values()));
  }

  /**
   * Evaluates and answers what is to be stored.
   *
   * @param offset how far back from {@code time} is looked
   */
  @SuppressWarnings("try") // the scope is held, not used
  List<SeriesPoint> evaluate(Instant time, Duration offset) {
    long start = System.nanoTime();
    Health health = Health.OK;
    String error = "";
    List<SeriesPoint> points = List.of();
    try (QueryMemory memory = QueryMemory.of(queries.memory(), "rule " + rule.name());
        QueryMemory.Scope scope = memory.enter()) {
      Instant at = time.minus(offset);
      List<MetricSample> samples =
          queries.instant(group.language(), rule.expression(), at.toEpochMilli());
      points =
          switch (rule) {
            case Rule.Recording recording -> record(recording, samples);
            case Rule.Alerting alerting -> alert(alerting, samples, time);
          };
      points = withEnded(points);
    } catch (EvaluationException e) {
      health = Health.ERROR;
      error = String.valueOf(e.getMessage());
      if (e.clears()) {
        alerts = Map.of();
        points = withEnded(List.of());
      }
    } catch (RuntimeException | StackOverflowError e) {
      // Whatever a query fails with must not stop the other rules.
      health = Health.ERROR;
      error = e instanceof QueryException ? String.valueOf(e.getMessage()) : e.toString();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    status = new RuleStatus(rule, health, error, time, seconds, List.copyOf(alerts.values()));
    return points;
  }

  private List<SeriesPoint> record(Rule.Recording recording, List<MetricSample> samples) {
    Set<Labels> seen = new TreeSet<>();
    List<SeriesPoint> points = new ArrayList<>();
    for (MetricSample sample : samples) {
      Map<String, String> pairs = new TreeMap<>(sample.labels().asMap());
      recording.labels().forEach((name, value) -> pairs.put(name, value.source()));
      pairs.put(Labels.METRIC_NAME, recording.name());
      Labels labels = Labels.of(pairs);
      if (!seen.add(labels)) {
        throw new EvaluationException(
            "vector contains metrics with the same labelset after applying rule labels", false);
      }
      points.add(new SeriesPoint(labels, sample.value(), false));
    }
    if (group.limit() > 0 && points.size() > group.limit()) {
      throw new EvaluationException(
          "exceeded limit of " + group.limit() + " with " + points.size() + " series", false);
    }
    return points;
  }

  private List<SeriesPoint> alert(
      Rule.Alerting alerting, List<MetricSample> samples, Instant time) {
    Map<Labels, Alert> seen = new TreeMap<>();
    for (MetricSample sample : samples) {
      Alert alert = alertOf(alerting, sample, time);
      if (seen.put(alert.labels(), alert) != null) {
        throw new EvaluationException(
            "vector contains metrics with the same labelset after applying alert labels", false);
      }
    }
    Map<Labels, Alert> after = AlertStates.next(alerting, group.limit(), alerts, seen, time);
    alerts = Map.copyOf(after);
    List<SeriesPoint> points = new ArrayList<>();
    for (Alert alert : after.values()) {
      if (alert.state() != AlertState.INACTIVE) {
        points.add(new SeriesPoint(stateSeries(alert), 1, false));
        points.add(new SeriesPoint(forSeries(alert), alert.activeAt().getEpochSecond(), false));
      }
    }
    return points;
  }

  private Alert alertOf(Rule.Alerting alerting, MetricSample sample, Instant time) {
    TemplateContext context =
        new TemplateContext(
            sample.labels().asMap(),
            sample.value(),
            site,
            time,
            query -> queries.instant(group.language(), query, time.toEpochMilli()));
    Map<String, String> labels = new TreeMap<>(sample.labels().asMap());
    labels.remove(Labels.METRIC_NAME);
    alerting.labels().forEach((name, value) -> labels.put(name, expand(value, context)));
    labels.put("alertname", alerting.name());
    Map<String, String> annotations = new TreeMap<>();
    alerting.annotations().forEach((name, value) -> annotations.put(name, expand(value, context)));
    return Alert.pending(Labels.of(labels), annotations, sample.value(), time);
  }

  /**
   * A template that fails shows its error, as with Prometheus: an alert with a flaw is still one.
   */
  private String expand(Template template, TemplateContext context) {
    try {
      return template.render(context);
    } catch (TemplateException e) {
      String name = "__alert_" + rule.name();
      return "<error expanding template: error executing template "
          + name
          + ": "
          + e.told(name, template.source())
          + ">";
    }
  }

  private List<SeriesPoint> withEnded(List<SeriesPoint> points) {
    List<SeriesPoint> all = new ArrayList<>(points);
    Set<Labels> now = new TreeSet<>();
    points.forEach(point -> now.add(point.labels()));
    for (Labels before : written) {
      if (!now.contains(before)) {
        all.add(new SeriesPoint(before, 0, true));
      }
    }
    written = now;
    return all;
  }

  /** The ends of all its series, when the rule is no more. */
  List<SeriesPoint> end() {
    return withEnded(List.of());
  }

  private static Set<Labels> seriesOf(Iterable<Alert> alerts) {
    Set<Labels> series = new TreeSet<>();
    for (Alert alert : alerts) {
      if (alert.state() != AlertState.INACTIVE) {
        series.add(stateSeries(alert));
        series.add(forSeries(alert));
      }
    }
    return series;
  }

  private static Labels stateSeries(Alert alert) {
    Map<String, String> pairs = new TreeMap<>(alert.labels().asMap());
    pairs.put(Labels.METRIC_NAME, "ALERTS");
    pairs.put("alertstate", alert.state().id());
    return Labels.of(pairs);
  }

  private static Labels forSeries(Alert alert) {
    Map<String, String> pairs = new TreeMap<>(alert.labels().asMap());
    pairs.put(Labels.METRIC_NAME, "ALERTS_FOR_STATE");
    return Labels.of(pairs);
  }
}
