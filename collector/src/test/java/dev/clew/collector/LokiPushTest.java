package dev.clew.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.collector.loki.Pushes;
import dev.clew.model.seam.BufferFullException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Loki's push over the real port. */
class LokiPushTest {
  private static final long TIME = 1_763_683_200_123_456_789L;
  private static final OpenCollector OPEN = new OpenCollector();

  private final RecordingIntake intake = OPEN.intake();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void closeClient() {
    client.close();
  }

  @AfterAll
  static void closeCollector() {
    OPEN.close();
  }

  private HttpResponse<String> push(byte[] body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + OPEN.collector().httpPort() + "/loki/api/v1/push"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> json(String text) throws Exception {
    return push(text.getBytes(StandardCharsets.UTF_8), "content-type", "application/json");
  }

  private ResourceLogs buffered() throws Exception {
    ExportLogsServiceRequest request = ExportLogsServiceRequest.parseFrom(intake.only());
    assertThat(request.getResourceLogsCount()).isEqualTo(1);
    return request.getResourceLogs(0);
  }

  private static Map<String, String> texts(List<KeyValue> attributes) {
    Map<String, String> texts = new LinkedHashMap<>();
    attributes.forEach(a -> texts.put(a.getKey(), a.getValue().getStringValue()));
    return texts;
  }

  @Test
  void protobufWithSnappyBecomesOtlp() throws Exception {
    byte[] body =
        Pushes.protobuf(
            "{service_name=\"checkout\", k8s_pod_name=\"checkout-1\", job=\"shop/checkout\"}",
            List.of(
                new Pushes.Entry(
                    TIME,
                    "payment failed",
                    Map.of(
                        "trace_id",
                        Requests.TRACE_ID,
                        "span_id",
                        Requests.SPAN_ID,
                        "detected_level",
                        "warn",
                        "order_id",
                        "7f3a")),
                new Pushes.Entry(TIME + 1, "second", Map.of())));
    HttpResponse<String> answer =
        push(
            Pushes.snappy(body),
            "content-type",
            "application/x-protobuf",
            "x-scope-orgid",
            "tenant-1");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();

    ResourceLogs logs = buffered();
    assertThat(texts(logs.getResource().getAttributesList()))
        .containsOnly(
            Map.entry("service.name", "checkout"),
            Map.entry("k8s.pod.name", "checkout-1"),
            Map.entry("job", "shop/checkout"));
    LogRecord record = logs.getScopeLogs(0).getLogRecords(0);
    assertThat(record.getTimeUnixNano()).isEqualTo(TIME);
    assertThat(record.getBody().getStringValue()).isEqualTo("payment failed");
    assertThat(record.getTraceId()).isEqualTo(Requests.hex(Requests.TRACE_ID));
    assertThat(record.getSpanId()).isEqualTo(Requests.hex(Requests.SPAN_ID));
    assertThat(record.getSeverityNumberValue()).isEqualTo(13);
    assertThat(record.getSeverityText()).isEqualTo("warn");
    assertThat(texts(record.getAttributesList())).containsOnly(Map.entry("order_id", "7f3a"));
    assertThat(logs.getScopeLogs(0).getLogRecords(1).getTimeUnixNano()).isEqualTo(TIME + 1);
  }

  @Test
  void jsonWithStructuredMetadataAndGzip() throws Exception {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(
          ("{\"streams\":[{\"stream\":{\"app\":\"shop\",\"level\":\"error\"},\"values\":[[\""
                  + TIME
                  + "\",\"one\",{\"traceID\":\"ff\",\"user\":\"17\"}]]}]}")
              .getBytes(StandardCharsets.UTF_8));
    }
    HttpResponse<String> answer =
        push(
            zipped.toByteArray(),
            "content-type",
            "application/json; charset=utf-8",
            "content-encoding",
            "gzip");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);

    ResourceLogs logs = buffered();
    // Loki, too, names the service by the labels when the sender does not.
    assertThat(texts(logs.getResource().getAttributesList()))
        .containsOnly(
            Map.entry("app", "shop"),
            Map.entry("level", "error"),
            Map.entry("service.name", "shop"));
    LogRecord record = logs.getScopeLogs(0).getLogRecords(0);
    assertThat(record.getSeverityNumberValue()).isEqualTo(17);
    assertThat(record.getTraceId()).isEqualTo(Requests.hex("0".repeat(30) + "ff"));
    assertThat(texts(record.getAttributesList())).containsOnly(Map.entry("user", "17"));
  }

  @Test
  void theJsonOfTheFirstVersionIsUnderstood() throws Exception {
    HttpResponse<String> answer =
        json(
            "{\"streams\":[{\"labels\":\"{foo=\\\"b\\\\\\\"ar\\\"}\",\"entries\":"
                + "[{\"ts\":\"2025-11-21T00:00:00.123456789Z\",\"line\":\"baz\"}]}]}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    assertThat(texts(buffered().getResource().getAttributesList())).containsEntry("foo", "b\"ar");
    assertThat(buffered().getScopeLogs(0).getLogRecords(0).getTimeUnixNano()).isEqualTo(TIME);
  }

  @Test
  void faultsAreExplained() throws Exception {
    HttpResponse<String> wrongTime =
        json("{\"streams\":[{\"stream\":{},\"values\":[[\"yesterday\",\"x\"]]}]}");
    assertThat(wrongTime.statusCode()).isEqualTo(400);
    assertThat(wrongTime.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
    assertThat(wrongTime.body()).contains("time \"yesterday\" is not an instant");

    assertThat(json("{\"streams\":[{\"stream\":{\"a\":1}}]}").body())
        .contains("stream a (expected: a string) at line 1 column 28");
    assertThat(json("{\"streams\":").statusCode()).isEqualTo(400);

    HttpResponse<String> plain = push("line".getBytes(StandardCharsets.UTF_8));
    assertThat(plain.statusCode()).isEqualTo(400);
    assertThat(plain.body()).contains("not compressed with snappy");
    assertThat(push(new byte[0], "content-type", "text/csv").statusCode()).isEqualTo(415);

    byte[] labels = Pushes.snappy(Pushes.protobuf("{a=b}", List.of()));
    assertThat(push(labels).body()).contains("expected a quoted value at 3");
    assertThat(intake.entries()).isEmpty();
    assertThat(OPEN.collector().receiverLog().snapshot().refusals().getFirst().protocol())
        .isEqualTo("loki");
  }

  @Test
  void linesThatBreakALimitAreNamedAndTheOthersTaken() throws Exception {
    HttpResponse<String> answer =
        json(
            "{\"streams\":[{\"stream\":{\"app\":\"shop\"},\"values\":[[\"1\",\"ok\"],[\"2\",\""
                + "x".repeat(1001)
                + "\"]]}]}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("1 records were dropped", "The other lines were taken.");
    assertThat(buffered().getScopeLogs(0).getLogRecordsCount()).isEqualTo(1);
  }

  @Test
  void sendersAreToldToComeBackWhenTheBufferIsFull() throws Exception {
    intake.failure = new BufferFullException("1 GiB of 1 GiB are used");
    HttpResponse<String> answer =
        json("{\"streams\":[{\"stream\":{\"app\":\"shop\"},\"values\":[[\"1\",\"ok\"]]}]}");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("retry-after")).isPresent();
  }
}
