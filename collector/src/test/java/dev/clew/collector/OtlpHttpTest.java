package dev.clew.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.clew.collector.intake.ReceiverLog;
import dev.clew.model.Signal;
import dev.clew.model.seam.BufferFullException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpHttpTest {
  private static final String PROTOBUF = "application/x-protobuf";

  /** One for all tests: closing it takes two seconds. */
  private static final OpenCollector OPEN = new OpenCollector();

  private final RecordingIntake intake = OPEN.intake();
  private final Collector collector = OPEN.collector();
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

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + collector.httpPort() + path));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> post(String path, String type, String encoding, byte[] body)
      throws Exception {
    HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    if (!encoding.isEmpty()) {
      request.header("Content-Encoding", encoding);
    }
    return send(request);
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static byte[] compress(String encoding, byte[] body) throws IOException {
    if (encoding.equals("zstd")) {
      return Zstd.compress(body);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream coder =
        encoding.equals("gzip") ? new GZIPOutputStream(out) : new DeflaterOutputStream(out)) {
      coder.write(body);
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({"/v1/logs,LOGS", "/v1/metrics,METRICS", "/v1/traces,TRACES"})
  void protobufIsBufferedAsItCame(String path, Signal signal) throws Exception {
    byte[] body =
        switch (signal) {
          case LOGS -> Requests.logs("shop-logs", "a", "b").toByteArray();
          case METRICS -> Requests.metrics("shop-metrics").toByteArray();
          case TRACES -> Requests.traces("shop-traces", Requests.span("GET /")).toByteArray();
        };
    HttpResponse<byte[]> response = post(path, PROTOBUF, "", body);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains(PROTOBUF);
    assertThat(response.body()).isEmpty();
    assertThat(intake.only()).isEqualTo(body);
    assertThat(intake.entries().getFirst().signal()).isEqualTo(signal);
    ReceiverLog.Sender sender = collector.receiverLog().snapshot().senders().getFirst();
    assertThat(sender.service()).isEqualTo("shop-" + signal.id());
    assertThat(sender.sdk()).isEqualTo("java 1.54.0");
    assertThat(sender.protocol()).isEqualTo("http");
    assertThat(sender.records())
        .isEqualTo(signal == Signal.METRICS ? 3 : signal == Signal.LOGS ? 2 : 1);
    assertThat(sender.bytes()).isEqualTo(body.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "zstd"})
  void compressedBodiesAreBufferedDecompressed(String encoding) throws Exception {
    byte[] body = Requests.logs("shop", "a").toByteArray();
    assertThat(post("/v1/logs", PROTOBUF, encoding, compress(encoding, body)).statusCode())
        .isEqualTo(200);
    assertThat(intake.only()).isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "zstd"})
  void aDecompressionBombIsRefused(String encoding) throws Exception {
    byte[] bomb = compress(encoding, new byte[200 << 20]);
    HttpResponse<byte[]> response = post("/v1/logs", PROTOBUF, encoding, bomb);
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(text(response)).contains("collector.max_decompressed_bytes");
    assertThat(intake.entries()).isEmpty();
  }

  @Test
  void aWrongCompressionIsMalformed() throws Exception {
    HttpResponse<byte[]> response = post("/v1/logs", PROTOBUF, "gzip", new byte[] {1, 2, 3});
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(text(response)).contains("the body is not gzip");
  }

  @Test
  void anUnknownEncodingIsRefusedWithTheKnownOnes() throws Exception {
    HttpResponse<byte[]> response = post("/v1/logs", PROTOBUF, "br", new byte[] {1});
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.headers().firstValue("accept-encoding"))
        .contains("gzip, deflate, zstd, identity");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text/plain", "application/octet-stream", "nonsense"})
  void aWrongContentTypeIsRefused(String type) throws Exception {
    HttpResponse<byte[]> response = post("/v1/logs", type, "", new byte[] {1});
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(text(response)).contains("application/x-protobuf or application/json");
  }

  @Test
  void theContentTypeMayHaveParameters() throws Exception {
    assertThat(
            post("/v1/logs", "application/json; charset=utf-8", "", "{}".getBytes()).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/trace,Did you mean /v1/traces?",
    "/api/v1/spans,Did you mean /v1/traces?",
    "/v1/log,Did you mean /v1/logs?",
    "/,takes the address without a path",
    "/v1/logs/v1/logs,The SDK appends the path itself",
    "/x,'/v1/traces, /v1/metrics and /v1/logs'"
  })
  void aWrongPathSaysTheRightOne(String path, String hint) throws Exception {
    HttpResponse<byte[]> response = post(path, PROTOBUF, "", new byte[0]);
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(text(response)).contains(hint);
  }

  @Test
  void anotherMethodIsRefused() throws Exception {
    HttpResponse<byte[]> response = send(request("/v1/logs").GET());
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).contains("POST, OPTIONS");
  }

  @Test
  void grpcOnTheHttpPortIsExplained() throws Exception {
    HttpResponse<byte[]> response = post("/v1/logs", "application/grpc", "", new byte[5]);
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(text(response)).contains("gRPC sent to the HTTP port").contains("4317");
    ReceiverLog.RefusalEntry refusal = collector.receiverLog().snapshot().refusals().getFirst();
    assertThat(refusal.reason()).isEqualTo("gRPC sent to the HTTP port");
    assertThat(refusal.remote()).isEqualTo("127.0.0.1");
  }

  @Test
  void tooLargeRequestsAreRefusedWithAndWithoutAContentLength() throws Exception {
    byte[] body = new byte[(1 << 20) + 1];
    HttpResponse<byte[]> announced = post("/v1/logs", PROTOBUF, "", body);
    assertThat(announced.statusCode()).isEqualTo(413);
    assertThat(text(announced)).contains("collector.max_request_bytes");
    HttpResponse<byte[]> chunked =
        send(
            request("/v1/logs")
                .header("Content-Type", PROTOBUF)
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(body))));
    assertThat(chunked.statusCode()).isEqualTo(413);
    assertThat(intake.entries()).isEmpty();
  }

  @Test
  void malformedProtobufNamesFieldAndPlace() throws Exception {
    byte[] body = Requests.traces("shop", Requests.span("x")).toByteArray();
    HttpResponse<byte[]> response =
        post("/v1/traces", PROTOBUF, "", Arrays.copyOf(body, body.length - 1));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("content-type")).contains(PROTOBUF);
    assertThat(text(response)).contains("not an OTLP traces request").contains(" at byte ");
    assertThat(intake.entries()).isEmpty();
  }

  @Test
  void jsonSentAsProtobufIsRecognized() throws Exception {
    HttpResponse<byte[]> response = post("/v1/logs", PROTOBUF, "", "{\"a\":1}".getBytes());
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(text(response)).contains("looks like JSON");
  }

  @Test
  void anEmptyRequestIsFine() throws Exception {
    assertThat(post("/v1/logs", PROTOBUF, "", new byte[0]).statusCode()).isEqualTo(200);
    assertThat(intake.entries()).isEmpty();
  }

  @Test
  void recordsThatBreakALimitAreDroppedAndTheRestIsBuffered() throws Exception {
    ExportLogsServiceRequest request = Requests.logs("shop", "a", "x".repeat(1_001), "b");
    HttpResponse<byte[]> response = post("/v1/logs", PROTOBUF, "", request.toByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    ExportLogsServiceResponse answer = ExportLogsServiceResponse.parseFrom(response.body());
    assertThat(answer.getPartialSuccess().getRejectedLogRecords()).isEqualTo(1);
    assertThat(answer.getPartialSuccess().getErrorMessage())
        .contains("value of 1001 bytes (limit: 1000)");
    assertThat(ExportLogsServiceRequest.parseFrom(intake.only()))
        .isEqualTo(Requests.logs("shop", "a", "b"));
  }

  @Test
  void partialSuccessIsToldInJsonToo() throws Exception {
    ExportMetricsServiceRequest.Builder request = Requests.metrics("shop").toBuilder();
    var point =
        request
            .getResourceMetricsBuilder(0)
            .getScopeMetricsBuilder(0)
            .getMetricsBuilder(0)
            .getGaugeBuilder()
            .getDataPointsBuilder(0);
    for (int i = 0; i < 9; i++) {
      point.addAttributes(Requests.attribute("k" + i, "v"));
    }
    String json = com.google.protobuf.util.JsonFormat.printer().print(request);
    HttpResponse<byte[]> response = post("/v1/metrics", "application/json", "", json.getBytes());
    assertThat(text(response))
        .contains("\"rejectedDataPoints\":\"1\"")
        .contains("9 attributes (limit: 8)");
    request
        .getResourceMetricsBuilder(0)
        .getScopeMetricsBuilder(0)
        .getMetricsBuilder(0)
        .getGaugeBuilder()
        .removeDataPoints(0);
    assertThat(ExportMetricsServiceRequest.parseFrom(intake.only())).isEqualTo(request.build());
  }

  @Test
  void aFullBufferTellsTheSenderWhenToComeBack() throws Exception {
    intake.failure = new BufferFullException("no room");
    HttpResponse<byte[]> response =
        post("/v1/logs", PROTOBUF, "", Requests.logs("shop", "a").toByteArray());
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("retry-after")).contains("5");
    assertThat(text(response)).contains("no room");
    intake.failure = null;
    assertThat(
            post("/v1/logs", PROTOBUF, "", Requests.logs("shop", "a").toByteArray()).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aFailingDiskTellsTheSenderToComeBack() throws Exception {
    intake.failure = new IOException("planted");
    HttpResponse<byte[]> response =
        post("/v1/logs", PROTOBUF, "", Requests.logs("shop", "a").toByteArray());
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(collector.status().refused())
        .anyMatch(refused -> refused.reason().equals("disk_failed"));
  }

  @Test
  void theAnswerWaitsForTheBufferAndConcurrencyIsBounded() throws Exception {
    intake.pending = new CompletableFuture<>();
    HttpRequest request =
        request("/v1/logs")
            .header("Content-Type", PROTOBUF)
            .POST(HttpRequest.BodyPublishers.ofByteArray(Requests.logs("shop", "a").toByteArray()))
            .build();
    List<CompletableFuture<HttpResponse<byte[]>>> answers = new java.util.ArrayList<>();
    for (int i = 0; i < 4; i++) {
      answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()));
    }
    Await.until("four are buffered", () -> intake.entries().size() == 4);
    assertThat(answers).noneMatch(CompletableFuture::isDone);
    HttpResponse<byte[]> fifth = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(fifth.statusCode()).isEqualTo(429);
    assertThat(fifth.headers().firstValue("retry-after")).isPresent();
    intake.pending.complete(1L);
    for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
      assertThat(answer.join().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void browsersOfConfiguredOriginsMaySend() throws Exception {
    HttpRequest.Builder preflight =
        request("/v1/traces")
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type");
    HttpResponse<byte[]> allowed = send(preflight.copy().header("Origin", "https://shop"));
    assertThat(allowed.statusCode()).isEqualTo(200);
    assertThat(allowed.headers().firstValue("access-control-allow-origin"))
        .contains("https://shop");
    HttpResponse<byte[]> refused = send(preflight.copy().header("Origin", "https://other"));
    assertThat(refused.headers().firstValue("access-control-allow-origin")).isEmpty();
  }

  @Test
  void tlsOnAPlainPortIsNoted() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", collector.httpPort())) {
      socket.getOutputStream().write(new byte[] {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0});
      InputStream in = socket.getInputStream();
      assertThat(in.readNBytes(7)).startsWith(0x15, 3);
      assertThat(in.read()).isEqualTo(-1);
    }
    assertThat(collector.receiverLog().snapshot().refusals().getFirst().reason())
        .isEqualTo("TLS sent to a port without TLS");
  }
}
