package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A rule fires to a webhook and resolves, each told once, although the process is killed in
 * between. Metrics come from the real OpenTelemetry SDK.
 */
class AlertIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RULES =
      """
      groups:
        - name: shop
          interval: 1s
          rules:
            - record: job:orders_failing:max
              expr: max by (job) (orders_failing)
            - alert: OrdersFail
              expr: orders_failing > 10
              for: 3s
              labels: {severity: page}
              annotations:
                summary: "{{ $labels.job }}: {{ humanize $value }} orders fail"
      """;

  @TempDir Path directory;
  private final Queue<JsonNode> told = new ConcurrentLinkedQueue<>();
  private HttpServer webhook;
  private RunningAppliance appliance;

  @BeforeEach
  void start() throws IOException {
    webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    webhook.createContext("/", this::receive);
    webhook.start();
    Files.writeString(
        Files.createDirectories(directory.resolve("rules")).resolve("shop.yml"), RULES);
    appliance = startAppliance();
  }

  @AfterEach
  void stop() {
    appliance.close();
    webhook.stop(0);
  }

  private RunningAppliance startAppliance() {
    return RunningAppliance.start(
        directory.resolve("data"),
        Map.of(
            "alerting.rules", directory.resolve("rules").toString(),
            "alerting.start_delay", "0s",
            "alerting.notifications.group_wait", "1s",
            "alerting.notifications.group_interval", "1s",
            "alerting.notifications.webhook.urls",
                "http://127.0.0.1:" + webhook.getAddress().getPort() + "/hook"));
  }

  private void receive(HttpExchange exchange) throws IOException {
    told.add(JSON.readTree(exchange.getRequestBody()));
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  @Test
  void firingAndResolvedAreToldOnceEachOverAKill() throws Exception {
    AtomicReference<Double> failing = new AtomicReference<>(25.0);
    try (SdkMeterProvider sdk = send(failing)) {
      await("the alert to be told", () -> statuses().contains("firing"));
      // Killed before it has read the answer, Clew would have to tell it again, under the same key.
      await("the answer to be noted", () -> alerts().contains("\"outcome\":\"delivered\""));
    }
    appliance.kill();
    appliance = startAppliance();
    assertThat(JSON.readTree(alerts()).path("firing").asInt())
        .as("restored, not begun anew")
        .isEqualTo(1);
    try (SdkMeterProvider sdk = send(failing)) {
      awaitEvaluation();
      failing.set(1.0);
      await("its end to be told", () -> statuses().contains("resolved"));
      awaitEvaluation();
    }
    assertThat(statuses()).containsExactly("firing", "resolved");
    JsonNode alert = told.element().path("alerts").path(0);
    assertThat(alert.path("annotations").path("summary").asText())
        .isEqualTo("shop: 25 orders fail");
    assertThat(alert.path("labels").path("severity").asText()).isEqualTo("page");
  }

  private static SdkMeterProvider send(AtomicReference<Double> failing, String endpoint) {
    SdkMeterProvider sdk =
        SdkMeterProvider.builder()
            .setResource(
                Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "shop")))
            .registerMetricReader(
                PeriodicMetricReader.builder(
                        OtlpHttpMetricExporter.builder().setEndpoint(endpoint).build())
                    .setInterval(Duration.ofMillis(500))
                    .build())
            .build();
    sdk.get("test")
        .gaugeBuilder("orders_failing")
        .buildWithCallback(measurement -> measurement.record(failing.get()));
    return sdk;
  }

  private SdkMeterProvider send(AtomicReference<Double> failing) {
    return send(failing, "http://127.0.0.1:" + appliance.otlpHttpPort() + "/v1/metrics");
  }

  private List<String> statuses() {
    return told.stream().map(each -> each.path("status").asText()).toList();
  }

  /** Returns after the rules were evaluated twice more. */
  private void awaitEvaluation() throws Exception {
    for (int i = 0; i < 2; i++) {
      String before = lastEvaluation();
      await("an evaluation", () -> !lastEvaluation().equals(before));
    }
  }

  private String alerts() {
    return appliance.get("/api/clew/v1/alerts");
  }

  private String lastEvaluation() {
    try {
      for (JsonNode group : JSON.readTree(alerts()).path("groups")) {
        if (group.path("name").asText().equals("shop")) {
          return group.path("lastEvaluation").asText();
        }
      }
      throw new IllegalStateException("the group is not there");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as(() -> "waited for " + what + "; told so far: " + told + appliance.output())
          .isLessThan(deadline);
      Thread.sleep(50);
    }
  }
}
