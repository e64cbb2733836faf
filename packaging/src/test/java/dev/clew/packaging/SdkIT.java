package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The real OpenTelemetry SDK sends to the real process; everything is found by its order ID. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdkIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AttributeKey<String> ORDER = AttributeKey.stringKey("order.id");

  @TempDir static Path data;
  private RunningAppliance appliance;

  @BeforeAll
  void start() {
    appliance = RunningAppliance.start(data, Map.of());
  }

  @AfterAll
  void stop() {
    assertThat(appliance.stop()).as("exit code after SIGTERM").isZero();
  }

  @Test
  void overGrpcWithGzip() throws Exception {
    String endpoint = "http://127.0.0.1:" + appliance.otlpGrpcPort();
    sendAndFind(
        "grpc",
        OtlpGrpcSpanExporter.builder().setEndpoint(endpoint).setCompression("gzip").build(),
        OtlpGrpcLogRecordExporter.builder().setEndpoint(endpoint).setCompression("gzip").build(),
        OtlpGrpcMetricExporter.builder().setEndpoint(endpoint).setCompression("gzip").build());
  }

  @Test
  void overHttp() throws Exception {
    String endpoint = "http://127.0.0.1:" + appliance.otlpHttpPort();
    sendAndFind(
        "http",
        OtlpHttpSpanExporter.builder().setEndpoint(endpoint + "/v1/traces").build(),
        OtlpHttpLogRecordExporter.builder().setEndpoint(endpoint + "/v1/logs").build(),
        OtlpHttpMetricExporter.builder().setEndpoint(endpoint + "/v1/metrics").build());
  }

  private void sendAndFind(
      String name, SpanExporter spans, LogRecordExporter logs, MetricExporter metrics)
      throws Exception {
    Resource resource =
        Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "shop-" + name));
    OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .setResource(resource)
                    .addSpanProcessor(BatchSpanProcessor.builder(spans).build())
                    .build())
            .setLoggerProvider(
                SdkLoggerProvider.builder()
                    .setResource(resource)
                    .addLogRecordProcessor(BatchLogRecordProcessor.builder(logs).build())
                    .build())
            .setMeterProvider(
                SdkMeterProvider.builder()
                    .setResource(resource)
                    .registerMetricReader(PeriodicMetricReader.builder(metrics).build())
                    .build())
            .build();
    String traceId;
    try (sdk) {
      traceId = placeOrder(sdk, "order-" + name);
      assertThat(sdk.getSdkTracerProvider().forceFlush().join(10, TimeUnit.SECONDS).isSuccess())
          .isTrue();
      assertThat(sdk.getSdkLoggerProvider().forceFlush().join(10, TimeUnit.SECONDS).isSuccess())
          .isTrue();
      assertThat(sdk.getSdkMeterProvider().forceFlush().join(10, TimeUnit.SECONDS).isSuccess())
          .isTrue();
    }
    find(name, traceId);
  }

  private static String placeOrder(OpenTelemetrySdk sdk, String order) {
    Span root = sdk.getTracer("it").spanBuilder("POST /orders").setNoParent().startSpan();
    Context context = Context.root().with(root);
    Span child =
        sdk.getTracer("it")
            .spanBuilder("charge card")
            .setParent(context)
            .setAttribute(ORDER, order)
            .startSpan();
    child.recordException(new IllegalStateException("card declined"));
    child.setStatus(StatusCode.ERROR, "declined");
    sdk.getLogsBridge()
        .get("it")
        .logRecordBuilder()
        .setContext(context.with(child))
        .setSeverity(Severity.WARN)
        .setSeverityText("WARN")
        .setBody("payment failed for " + order)
        .setAttribute(ORDER, order)
        .emit();
    child.end();
    root.end();
    sdk.getMeter("it").counterBuilder("orders").build().add(3);
    sdk.getMeter("it").histogramBuilder("order.value").setUnit("s").build().record(1.5);
    return root.getSpanContext().getTraceId();
  }

  private void find(String name, String traceId) throws Exception {
    String order = "order-" + name;
    JsonNode lines =
        await("/api/clew/v1/logs/search?query=" + encode("order.id:" + order), "/rows");
    assertThat(lines.at("/columns/body/0").asText()).isEqualTo("payment failed for " + order);
    assertThat(lines.at("/columns/traceId/0").asText()).isEqualTo(traceId);
    assertThat(lines.at("/columns/severity/0").asText()).isEqualTo("warn");

    JsonNode trace = await("/api/clew/v1/traces/" + traceId, "/rows");
    assertThat(trace.at("/rows").asInt()).isEqualTo(2);
    assertThat(trace.at("/columns/name/0").asText()).isEqualTo("POST /orders");
    assertThat(trace.at("/columns/parent/1").asInt()).isZero();
    assertThat(trace.at("/logs/rows").asInt()).isEqualTo(1);

    JsonNode metric =
        await(
            "/prometheus/api/v1/query?query="
                + encode("orders_total{service_name=\"shop-" + name + "\"}"),
            "/data/result/0/value/1");
    assertThat(metric.at("/data/result/0/value/1").asText()).isEqualTo("3");

    JsonNode correlation = await("/api/clew/v1/correlation/" + order, "/counts/traces");
    assertThat(correlation.at("/counts/traces").asInt()).isEqualTo(1);
    assertThat(correlation.at("/counts/spans").asInt()).isEqualTo(2);
    assertThat(correlation.at("/counts/logs").asInt()).isEqualTo(1);
  }

  /** Asks until the value at the pointer is there and not zero; ingestion is a moment behind. */
  private JsonNode await(String path, String pointer) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    JsonNode answer = JSON.nullNode();
    while (System.nanoTime() < deadline) {
      var response = appliance.answer(path);
      if (response.statusCode() == 200) {
        answer = JSON.readTree(response.body());
        JsonNode value = answer.at(pointer);
        if (!value.isMissingNode() && !value.asText().equals("0")) {
          return answer;
        }
      }
      Thread.sleep(50);
    }
    throw new AssertionError(path + " has no " + pointer + ": " + answer);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
