package dev.clew.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.clew.alerting.evaluation.RuleQueries;
import dev.clew.alerting.http.AlertingApi;
import dev.clew.alerting.notify.NotificationConfig;
import dev.clew.alerting.notify.WebhookConfig;
import dev.clew.alerting.notify.WebhookServer;
import dev.clew.alerting.notify.WebhookServer.Received;
import dev.clew.model.Labels;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From rule file to webhook, on a clock that is moved by hand. */
class AlertingTest {
  private static final String RULES =
      """
      groups:
        - name: shop
          interval: 10s
          rules:
            - alert: HighErrors
              expr: errors
              for: 20s
              labels: {severity: page}
              annotations: {summary: "{{ $labels.job }}: {{ humanizePercentage $value }}"}
      """;

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final FakeMetrics metrics = new FakeMetrics();
  private final FakeLogMetrics logs = new FakeLogMetrics(metrics);
  private WebhookServer webhook;
  private Alerting alerting;

  @BeforeEach
  void open() throws IOException {
    Files.createDirectories(directory.resolve("rules"));
    Files.writeString(directory.resolve("rules/shop.yml"), RULES);
    webhook = new WebhookServer();
    alerting = restart();
  }

  @AfterEach
  void close() {
    webhook.close();
    alerting.close();
  }

  private Alerting restart() {
    return Alerting.openStopped(
        config(Duration.ofSeconds(30)), queries(), new StoredPoints(), clock);
  }

  private RuleQueries queries() {
    return new RuleQueries(metrics, logs);
  }

  private AlertingConfig config(Duration timeout) {
    return new AlertingConfig(
        directory.resolve("rules"),
        directory.resolve("state"),
        false,
        Duration.ofMinutes(1),
        Duration.ZERO,
        Duration.ofSeconds(5),
        Duration.ZERO,
        Duration.ofHours(1),
        2,
        "http://clew.example",
        List.of(),
        new NotificationConfig(
            List.of("alertname"),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofHours(4),
            10,
            5,
            Duration.ofSeconds(1),
            Duration.ofSeconds(8),
            50,
            new WebhookConfig(List.of(webhook.url()), "ops", true, timeout, "secret", "", "")));
  }

  /** Lets time pass second by second; what a second starts is finished in it. */
  private void pass(int seconds) throws InterruptedException {
    for (int i = 0; i < seconds; i++) {
      clock.advance(Duration.ofSeconds(1));
      alerting.tick();
      settle();
      alerting.tick();
      settle();
    }
  }

  private void settle() throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!alerting.isIdle()) {
      assertThat(System.nanoTime()).as("gave up waiting").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static List<String> told(List<Received> received) {
    return received.stream()
        .map(each -> each.body().path("status").asText() + " " + each.body().path("alerts").size())
        .toList();
  }

  @Test
  void rulesOverLogsAlertAndRecordLikeThoseOverMetrics() throws Exception {
    String query = "sum by (job) (rate({job=\"pay\"} |= \"failed\" [1m])) > 1";
    Files.writeString(
        directory.resolve("rules/logs.yml"),
        """
        groups:
          - name: logs
            type: logql
            interval: 10s
            rules:
              - alert: FailedPayments
                expr: 'sum by (job) (rate({job="pay"} |= "failed" [1m])) > 1'
        """);
    metrics.answer("logql:" + query, Map.of("job=pay", 2.5));
    pass(60);
    assertThat(webhook.accepted()).hasSize(1);
    JsonNode told = webhook.accepted().getFirst().body();
    assertThat(told.at("/alerts/0/labels/alertname").asText()).isEqualTo("FailedPayments");
    assertThat(told.at("/alerts/0/labels/job").asText()).isEqualTo("pay");
  }

  @Test
  void tellsThatAnAlertFiresAndThatItIsOverOnceEach() throws Exception {
    metrics.answer("errors", Map.of("job=checkout", 0.25));
    pass(120);
    metrics.answer("errors", Map.of());
    pass(120);
    assertThat(told(webhook.accepted())).containsExactly("firing 1", "resolved 1");
    JsonNode first = webhook.accepted().getFirst().body();
    assertThat(first.path("version").asText()).isEqualTo("4");
    assertThat(first.path("receiver").asText()).isEqualTo("ops");
    assertThat(first.path("groupKey").asText()).isEqualTo("{}:{alertname=\"HighErrors\"}");
    assertThat(first.path("truncatedAlerts").asInt(-1)).isZero();
    assertThat(first.path("externalURL").asText()).isEqualTo("http://clew.example");
    assertThat(first.path("groupLabels")).hasToString("{\"alertname\":\"HighErrors\"}");
    assertThat(first.path("commonLabels"))
        .hasToString("{\"alertname\":\"HighErrors\",\"job\":\"checkout\",\"severity\":\"page\"}");
    assertThat(first.path("commonAnnotations")).hasToString("{\"summary\":\"checkout: 25%\"}");
    JsonNode alert = first.path("alerts").path(0);
    assertThat(alert.path("endsAt").asText()).isEqualTo("0001-01-01T00:00:00Z");
    assertThat(alert.path("generatorURL").asText())
        .isEqualTo("http://clew.example/metrics?q=errors");
    assertThat(alert.path("fingerprint").asText()).matches("[0-9a-f]{16}");
    JsonNode over = webhook.accepted().getLast().body().path("alerts").path(0);
    assertThat(over.path("startsAt")).isEqualTo(alert.path("startsAt"));
    assertThat(Instant.parse(over.path("endsAt").asText())).isBefore(clock.instant());
    assertThat(over.path("fingerprint")).isEqualTo(alert.path("fingerprint"));
    assertThat(webhook.accepted().getFirst().authorization()).isEqualTo("Bearer secret");
  }

  @Test
  void aClockThatIsSetBackHoldsUpNeitherRulesNorNotifications() throws Exception {
    metrics.answer("errors", Map.of("job=checkout", 0.25));
    pass(15);
    clock.advance(Duration.ofDays(-30));
    pass(120);
    assertThat(told(webhook.accepted())).containsExactly("firing 1");
    clock.advance(Duration.ofHours(-2));
    metrics.answer("errors", Map.of());
    pass(120);
    assertThat(told(webhook.accepted())).containsExactly("firing 1", "resolved 1");
    webhook.answerNext(503);
    metrics.answer("errors", Map.of("job=checkout", 0.25));
    for (int tried = webhook.attempts().size(); webhook.attempts().size() == tried; ) {
      pass(1);
    }
    clock.advance(Duration.ofHours(-2)); // before the second attempt is due
    pass(60);
    assertThat(told(webhook.accepted())).containsExactly("firing 1", "resolved 1", "firing 1");
  }

  @Test
  void overARestartAPendingAlertDoesNotLieAhead() throws Exception {
    metrics.answer("errors", Map.of("job=checkout", 0.25));
    pass(15);
    alerting.close();
    clock.advance(Duration.ofDays(-30));
    alerting = restart();
    pass(60);
    assertThat(told(webhook.accepted())).containsExactly("firing 1");
  }

  @Test
  void aReceiverThatFailsIsTriedAgainUnderTheSameKey() throws Exception {
    webhook.answerNext(500, 429, 503);
    metrics.answer("errors", Map.of("job=checkout", 0.25));
    pass(120);
    assertThat(told(webhook.accepted())).containsExactly("firing 1");
    assertThat(webhook.attempts()).hasSize(4);
    assertThat(webhook.attempts().stream().map(Received::key).collect(Collectors.toSet()))
        .hasSize(1);
    assertThat(alerting.status().notificationOutcomes())
        .containsEntry("delivered", 1L)
        .containsEntry("retried", 3L);
    assertThat(alerting.status().notifications().getFirst().attempts()).isEqualTo(4);
  }

  @Test
  void aReceiverThatDoesNotAnswerIsTriedAgain() throws Exception {
    alerting.close();
    alerting =
        Alerting.openStopped(config(Duration.ofMillis(300)), queries(), new StoredPoints(), clock);
    webhook.answerNext(WebhookServer.SILENCE);
    metrics.answer("errors", Map.of("job=checkout", 0.25));
    pass(60);
    assertThat(told(webhook.accepted())).containsExactly("firing 1");
    assertThat(webhook.attempts()).hasSize(2);
  }

  @Test
  void aReceiverThatRefusesIsNotTriedAgain() throws Exception {
    webhook.answerNext(400);
    metrics.answer("errors", Map.of("job=checkout", 0.25));
    pass(120);
    assertThat(webhook.attempts()).hasSize(1);
    assertThat(alerting.status().notifications().getFirst().outcome()).isEqualTo("failed");
    assertThat(alerting.status().notifications().getFirst().error()).isEqualTo("HTTP 400");
  }

  @Test
  void attemptsAreBounded() throws Exception {
    webhook.answerNext(500, 500, 500, 500, 500, 500, 500);
    metrics.answer("errors", Map.of("job=checkout", 0.25));
    pass(180);
    assertThat(webhook.attempts()).hasSize(5);
    assertThat(alerting.status().notificationOutcomes()).containsEntry("failed", 1L);
  }

  @Test
  void aRestartTellsNobodyTwice() throws Exception {
    metrics.answer("errors", Map.of("job=checkout", 0.25));
    for (int i = 0; i < 8; i++) {
      pass(11);
      alerting.close();
      alerting = restart();
    }
    metrics.answer("errors", Map.of());
    for (int i = 0; i < 8; i++) {
      pass(11);
      alerting.close();
      alerting = restart();
    }
    assertThat(told(webhook.accepted())).containsExactly("firing 1", "resolved 1");
    assertThat(webhook.attempts()).hasSize(2);
  }

  /** A kill leaves the files as they are; the old one is not closed. */
  @Test
  void aKillTellsNobodyTwice() throws Exception {
    metrics.answer("errors", Map.of("job=checkout", 0.25));
    for (int i = 0; i < 10; i++) {
      pass(13);
      alerting = restart();
    }
    metrics.answer("errors", Map.of());
    for (int i = 0; i < 10; i++) {
      pass(13);
      alerting = restart();
    }
    assertThat(told(webhook.accepted())).containsExactly("firing 1", "resolved 1");
  }

  @Test
  void whatWasNotDeliveredIsDeliveredAfterAKill() throws Exception {
    webhook.answerNext(500);
    metrics.answer("errors", Map.of("job=checkout", 0.25));
    while (webhook.attempts().isEmpty()) {
      pass(1);
    }
    alerting = restart();
    pass(10);
    assertThat(told(webhook.accepted())).containsExactly("firing 1");
    assertThat(webhook.attempts().stream().map(Received::key).collect(Collectors.toSet()))
        .hasSize(1);
  }

  @Test
  void alertsOfAGroupAreToldTogether() throws Exception {
    metrics.answer("errors", Map.of("job=a", 0.25, "job=b", 0.5));
    pass(60);
    metrics.answer("errors", Map.of("job=a", 0.25, "job=b", 0.5, "job=c", 1.0));
    pass(60);
    metrics.answer("errors", Map.of("job=a", 0.25));
    pass(60);
    assertThat(told(webhook.accepted())).containsExactly("firing 2", "firing 3", "firing 3");
    assertThat(webhook.accepted().stream().map(r -> r.body().path("notification_reason").asText()))
        .containsExactly("first notification", "new alerts added", "some alerts resolved");
    JsonNode last = webhook.accepted().getLast().body();
    assertThat(last.path("alerts").findValuesAsText("status"))
        .containsExactly("firing", "resolved", "resolved");
    assertThat(last.path("commonLabels").has("job")).isFalse();
  }

  @Test
  void whatStillFiresIsToldAgainAfterTheRepeatInterval() throws Exception {
    metrics.answer("errors", Map.of("job=a", 0.25));
    pass(60);
    clock.advance(Duration.ofHours(4));
    pass(60);
    assertThat(told(webhook.accepted())).containsExactly("firing 1", "firing 1");
    assertThat(webhook.accepted().getLast().body().path("notification_reason").asText())
        .isEqualTo("repeat interval elapsed");
    assertThat(webhook.accepted().stream().map(Received::key).collect(Collectors.toSet()))
        .hasSize(2);
  }

  @Test
  void theStarterRulesAreCorrect() {
    AlertingConfig defaults = AlertingConfig.defaults(directory.resolve("data"));
    try (Alerting starter = Alerting.openStopped(defaults, queries(), new StoredPoints(), clock)) {
      assertThat(starter.status().fileErrors()).isEmpty();
      assertThat(starter.status().groups().getFirst().rules())
          .extracting(rule -> rule.rule().name())
          .containsAll(Set.of("ClewIngestRefused", "ClewStoreFallingBehind", "ClewDiskAlmostFull"));
    }
  }

  @Test
  void servesRulesAndAlerts() throws Exception {
    Files.writeString(directory.resolve("rules/bad.yml"), "groups: [{nam: x}]");
    metrics.answer("errors", Map.of("job=checkout", 0.25));
    pass(60);
    ServerBuilder builder = Server.builder().http(0);
    new AlertingApi(alerting, clock, AlertingTest::selector).register(builder);
    try (Server server = builder.build()) {
      server.start().join();
      String base = "http://127.0.0.1:" + server.activeLocalPort();
      assertThat(get(base + "/prometheus/api/v1/rules?type=alert"))
          .contains(
              "{\"status\":\"success\",\"data\":{\"groups\":[{\"name\":\"shop\",\"file\":\"shop.yml\",\"rules\":[{\"state\":\"firing\",\"name\":\"HighErrors\",\"query\":\"errors\",\"duration\":20,\"keepFiringFor\":0,\"labels\":{\"severity\":\"page\"},\"annotations\":{\"summary\":\"{{"
                  + " $labels.job }}: {{ humanizePercentage $value"
                  + " }}\"},\"alerts\":[{\"labels\":{\"alertname\":\"HighErrors\",\"job\":\"checkout\",\"severity\":\"page\"},\"annotations\":{\"summary\":\"checkout:"
                  + " 25%\"},\"state\":\"firing\",\"activeAt\":\"2026-01-01T00:00:")
          .contains("\"value\":\"2.5e-01\"}],\"health\":\"ok\",\"evaluationTime\":")
          .contains("\"type\":\"alerting\"}],\"interval\":10,\"limit\":0,\"evaluationTime\":");
      assertThat(get(base + "/prometheus/api/v1/rules?type=record")).contains("\"groups\":[]");
      assertThat(get(base + "/prometheus/api/v1/rules?rule_name[]=Other"))
          .contains("\"groups\":[]");
      assertThat(get(base + "/prometheus/api/v1/rules?exclude_alerts=true"))
          .contains("\"alerts\":[]");
      assertThat(get(base + "/prometheus/api/v1/rules?type=x"))
          .isEqualTo(
              "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"invalid parameter"
                  + " \\\"type\\\": not supported value \\\"x\\\"\"}");
      String rules = base + "/prometheus/api/v1/rules?";
      assertThat(get(rules + "match[]=severity=page")).contains("HighErrors");
      assertThat(get(rules + "match[]=severity=none")).contains("\"groups\":[]");
      assertThat(get(rules + "match[]=severity=none&match[]=severity=page")).contains("HighErrors");
      assertThat(get(rules + "match[]=bad")).contains("bad_data", "no selector: bad");
      assertThat(get(base + "/prometheus/api/v1/alerts"))
          .startsWith("{\"status\":\"success\",\"data\":{\"alerts\":[{\"labels\":{");
      assertThat(get(base + "/api/clew/v1/alerts"))
          .contains("\"kind\":\"alert\"", "\"firing\":1", "\"outcome\":\"delivered\"")
          .contains("\"fileErrors\":[{\"file\":\"bad.yml\",\"line\":1,\"column\":");
      String all = "?start=2025-01-01T00:00:00Z&end=2027-01-01T00:00:00Z";
      assertThat(get(base + "/api/clew/v1/alerts/history" + all))
          .contains("\"from\":\"pending\",\"to\":\"firing\",\"value\":0.25");
      assertThat(get(base + "/api/clew/v1/alerts/history?start=yesterday"))
          .contains("start: \\\"yesterday\\\" (expected: Unix milliseconds or RFC 3339)");
    }
  }

  /** {@code name=value} stands for a selector here. */
  private static Predicate<Labels> selector(String text) {
    String[] parts = text.split("=");
    if (parts.length != 2) {
      throw new IllegalArgumentException("no selector: " + text);
    }
    return labels -> labels.get(parts[0]).equals(parts[1]);
  }

  @Test
  void rulesAreGivenPageByPage() throws Exception {
    for (String name : List.of("b", "c")) {
      Files.writeString(
          directory.resolve("rules/" + name + ".yml"),
          "groups: [{name: "
              + name
              + ", rules: [{record: '"
              + name
              + ":x', expr: up}, {record: '"
              + name
              + ":y', expr: up}]}]");
    }
    pass(60);
    ServerBuilder builder = Server.builder().http(0);
    new AlertingApi(alerting, clock, AlertingTest::selector).register(builder);
    try (Server server = builder.build()) {
      server.start().join();
      String rules =
          "http://127.0.0.1:" + server.activeLocalPort() + "/prometheus/api/v1/rules?type=record&";
      String first = get(rules + "group_limit=1");
      assertThat(first).contains("b:x", "b:y").doesNotContain("c:x");
      String token = first.replaceAll("(?s).*\"groupNextToken\":\"([0-9a-f]{64})\".*", "$1");
      assertThat(get(rules + "group_limit=1&group_next_token=" + token))
          .contains("c:x", "c:y")
          .doesNotContain("b:x", "groupNextToken");
      assertThat(get(rules + "group_limit=2")).contains("b:x", "c:x").doesNotContain("NextToken");
      assertThat(get(rules + "group_limit=1&group_next_token=x"))
          .contains(
              "invalid parameter \\\"group_next_token\\\": invalid group_next_token 'x'. were"
                  + " rule groups changed?");
      assertThat(get(rules + "group_next_token=" + token))
          .contains("group_limit needs to be present in order to paginate over the groups");
      assertThat(get(rules + "group_limit=0"))
          .contains(
              "invalid parameter \\\"group_limit\\\": group_limit needs to be greater than 0");
      assertThat(get(rules + "group_limit=x"))
          .contains(
              "group_limit needs to be a valid number: strconv.ParseInt: parsing \\\"x\\\": invalid"
                  + " syntax");
      assertThat(get(rules + "exclude_alerts=TRUE")).contains("success");
      assertThat(get(rules + "exclude_alerts=X"))
          .contains(
              "error converting exclude_alerts: strconv.ParseBool: parsing \\\"x\\\": invalid"
                  + " syntax");
    }
  }

  private static String get(String url) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(url.replace("[]", "%5B%5D"))).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
