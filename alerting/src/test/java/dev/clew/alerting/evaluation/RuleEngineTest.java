package dev.clew.alerting.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.alerting.FakeMetrics;
import dev.clew.alerting.StoredPoints;
import dev.clew.alerting.rule.RuleDirectory;
import dev.clew.alerting.rule.RuleFileParser;
import dev.clew.alerting.state.StateFile;
import dev.clew.alerting.template.TemplateContext;
import dev.clew.model.health.Incidents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine on a clock that stands, one evaluation per {@link #evaluate}. */
class RuleEngineTest {
  private static final String ALERT =
      """
      groups:
        - name: g
          interval: 1m
          rules:
            - alert: High
              expr: x
              for: 2m
              labels: {severity: "{{ if gt $value 5.0 }}page{{ else }}warn{{ end }}"}
              annotations: {summary: "{{ $labels.job }} at {{ $value }}"}
      """;

  @TempDir Path directory;
  private final FakeMetrics metrics = new FakeMetrics();
  private final StoredPoints stored = new StoredPoints();
  private final List<String> heard = new ArrayList<>();
  private Path rules;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private RuleEngine engine;

  @BeforeEach
  void open() throws IOException {
    rules = Files.createDirectories(directory.resolve("rules"));
    engine = newEngine();
  }

  private RuleEngine newEngine() {
    EngineSettings settings =
        new EngineSettings(
            Duration.ofMinutes(1),
            Duration.ZERO,
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            new TemplateContext.Site(Map.of(), "http://clew"));
    RuleQueries queries = new RuleQueries(metrics, null);
    return new RuleEngine(
        settings,
        new RuleSource(
            List.of(), List.of(), new RuleDirectory(rules, new RuleFileParser(queries::check))),
        queries,
        stored,
        new StateFile(directory.resolve("alerts.json"), Incidents.NONE),
        (alerts, expression, time) -> alerts.forEach(alert -> heard.add(show(alert))));
  }

  private static String show(Alert alert) {
    return alert.labels().get("alertname") + ":" + alert.state().id();
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(rules.resolve(file), text);
  }

  /** Lets a minute pass; every group is evaluated once in it. */
  private void evaluate() {
    now = now.plus(Duration.ofMinutes(1));
    engine.tick(now, Runnable::run);
  }

  private void begin() {
    engine.reload(now);
    evaluate();
  }

  private RuleStatus rule() {
    return engine.groups().getFirst().rules().getFirst();
  }

  @Test
  void alertsBecomePendingThenFireAndTheirSeriesFollow() throws IOException {
    write("a.yml", ALERT);
    metrics.answer("x", Map.of("__name__=x,job=shop", 7.5));
    begin();
    assertThat(rule().state()).isEqualTo(AlertState.PENDING);
    assertThat(rule().alerts().getFirst().annotations()).containsEntry("summary", "shop at 7.5");
    assertThat(stored.take())
        .hasSize(2)
        .anyMatch(line ->
            line.startsWith(
                "ALERTS{alertname=\"High\", alertstate=\"pending\", job=\"shop\","
                    + " severity=\"page\"} 1.0 @"))
        .anyMatch(
            line -> line.startsWith("ALERTS_FOR_STATE{alertname=\"High\", job=\"shop\", severity"));
    assertThat(heard).as("pending alerts are not told").isEmpty();
    evaluate();
    evaluate();
    assertThat(rule().state()).isEqualTo(AlertState.FIRING);
    assertThat(stored.take())
        .anyMatch(line -> line.contains("alertstate=\"pending\"") && line.contains("ended"))
        .anyMatch(line -> line.contains("alertstate=\"firing\"") && line.contains("} 1.0"));
    metrics.answer("x", Map.of());
    evaluate();
    assertThat(rule().state()).isEqualTo(AlertState.INACTIVE);
    assertThat(stored.take()).hasSize(2).allMatch(line -> line.contains("ended"));
    assertThat(heard).containsExactly("High:firing", "High:inactive");
    assertThat(engine.transitions().stream().map(t -> t.from() + ">" + t.to()))
        .containsExactly("INACTIVE>PENDING", "PENDING>FIRING", "FIRING>INACTIVE");
  }

  @Test
  void aFailedEvaluationLeavesTheStateAsItIs() throws IOException {
    write("a.yml", ALERT);
    metrics.answer("x", Map.of("job=shop", 1.0));
    begin();
    metrics.fail("x", "too many samples");
    evaluate();
    evaluate();
    assertThat(rule().health()).isEqualTo(RuleStatus.Health.ERROR);
    assertThat(rule().lastError()).isEqualTo("too many samples");
    assertThat(rule().state()).isEqualTo(AlertState.PENDING);
    assertThat(engine.failures()).isEqualTo(2);
    metrics.answer("x", Map.of("job=shop", 1.0));
    evaluate();
    assertThat(rule().health()).isEqualTo(RuleStatus.Health.OK);
    assertThat(rule().state()).isEqualTo(AlertState.FIRING);
  }

  @Test
  void seriesThatBecomeTheSameAreAnError() throws IOException {
    write(
        "a.yml",
        """
        groups:
          - name: g
            rules:
              - {alert: A, expr: x, labels: {job: same}}
              - {record: "r:x", expr: x, labels: {job: same}}
        """);
    metrics.answer("x", Map.of("job=a", 1.0, "job=b", 1.0));
    begin();
    assertThat(engine.groups().getFirst().rules().stream().map(RuleStatus::lastError))
        .containsExactly(
            "vector contains metrics with the same labelset after applying alert labels",
            "vector contains metrics with the same labelset after applying rule labels");
  }

  @Test
  void recordingRulesStoreTheirResultAndItsEnd() throws IOException {
    write(
        "a.yml",
        """
        groups:
          - name: g
            limit: 2
            labels: {team: a}
            rules:
              - {record: "job:x:sum", expr: x, labels: {kind: k}}
        """);
    metrics.answer("x", Map.of("__name__=x,job=a", 1.0, "__name__=x,job=b", 2.0));
    begin();
    assertThat(stored.take())
        .hasSize(2)
        .anyMatch(line -> line.startsWith("job:x:sum{job=\"b\", kind=\"k\", team=\"a\"} 2.0 @"));
    metrics.answer("x", Map.of("__name__=x,job=a", 1.0));
    evaluate();
    assertThat(stored.take())
        .hasSize(2)
        .anyMatch(line -> line.contains("\"b\"") && line.contains("ended"));
    metrics.answer("x", Map.of("job=a", 1.0, "job=b", 1.0, "job=c", 1.0));
    evaluate();
    assertThat(rule().lastError()).isEqualTo("exceeded limit of 2 with 3 series");
  }

  @Test
  void aTemplateThatFailsShowsItsErrorInTheAlert() throws IOException {
    write(
        "a.yml",
        """
        groups:
          - name: g
            rules:
              - {alert: A, expr: x, annotations: {s: "{{ humanize \\"one\\" }}"}}
        """);
    metrics.answer("x", Map.of("job=a", 1.0));
    begin();
    assertThat(rule().state()).isEqualTo(AlertState.FIRING);
    assertThat(rule().alerts().getFirst().annotations().get("s"))
        .startsWith("<error expanding template: error executing template __alert_A: ")
        .contains(":1:3: executing \"__alert_A\" at <humanize \"one\">: error calling humanize");
  }

  @Test
  void evaluationsThatComeTooLateAreCounted() throws IOException {
    write("a.yml", ALERT);
    begin();
    now = now.plus(Duration.ofMinutes(4));
    evaluate();
    assertThat(engine.missed()).isEqualTo(4);
    Instant last = engine.groups().getFirst().lastEvaluation();
    assertThat(last).isAfter(now.minus(Duration.ofMinutes(1))).isBeforeOrEqualTo(now);
  }

  @Test
  void aGroupIsNotEvaluatedTwiceAtOnce() throws IOException {
    write("a.yml", ALERT);
    List<Runnable> waiting = new ArrayList<>();
    engine.reload(now);
    for (int i = 0; i < 3; i++) {
      now = now.plus(Duration.ofMinutes(1));
      engine.tick(now, waiting::add);
    }
    assertThat(waiting).hasSize(1);
    assertThat(engine.isIdle()).isFalse();
    waiting.getFirst().run();
    assertThat(engine.isIdle()).isTrue();
  }

  @Test
  void theTimeThatPassedBeforeARestartCounts() throws IOException {
    write("a.yml", ALERT);
    metrics.answer("x", Map.of("job=shop", 1.0));
    begin();
    evaluate();
    engine = newEngine();
    begin();
    assertThat(rule().state())
        .as("pending for 2 minutes, of which 1 before the restart")
        .isEqualTo(AlertState.FIRING);
    Instant fired = rule().alerts().getFirst().firedAt();
    engine = newEngine();
    begin();
    assertThat(rule().alerts().getFirst().firedAt()).isEqualTo(fired);
    assertThat(engine.transitions()).hasSize(2);
  }

  @Test
  void afterALongOutagePendingAlertsBeginAnewAndFiringOnesGoOn() throws IOException {
    write("a.yml", ALERT);
    metrics.answer("x", Map.of("job=shop", 1.0));
    begin();
    metrics.answer("x", Map.of("job=shop", 1.0));
    evaluate();
    now = now.plus(Duration.ofHours(2));
    engine = newEngine();
    begin();
    assertThat(rule().alerts().getFirst().activeAt()).isAfter(now.minus(Duration.ofMinutes(2)));
  }

  @Test
  void rulesAreReadAgainWhenTheyChangeAndKeepTheirState() throws IOException {
    write("a.yml", ALERT);
    metrics.answer("x", Map.of("job=shop", 1.0));
    begin();
    evaluate();
    evaluate();
    write("a.yml", ALERT.replace("for: 2m", "for: 1h"));
    evaluate();
    assertThat(rule().state()).as("what fires goes on firing").isEqualTo(AlertState.FIRING);
    write("a.yml", "groups: [{name: g, rulez: []}]");
    evaluate();
    assertThat(engine.errors()).hasSize(1);
    assertThat(rule().state()).as("the last good rules stay").isEqualTo(AlertState.FIRING);
  }

  @Test
  void theAlertsOfARuleThatIsGoneAreResolvedAlsoOverARestart() throws IOException {
    write("a.yml", ALERT);
    metrics.answer("x", Map.of("job=shop", 1.0));
    begin();
    evaluate();
    evaluate();
    stored.take();
    heard.clear();
    Files.delete(rules.resolve("a.yml"));
    evaluate();
    assertThat(engine.groups()).isEmpty();
    assertThat(stored.take()).hasSize(2).allMatch(line -> line.contains("ended"));
    assertThat(heard).containsExactly("High:inactive");
    engine = newEngine();
    begin();
    assertThat(heard).containsExactly("High:inactive", "High:inactive");
    now = now.plus(Duration.ofMinutes(20));
    heard.clear();
    evaluate();
    assertThat(heard).isEmpty();
  }
}
