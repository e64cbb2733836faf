package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpRequestWriter;
import com.linecorp.armeria.common.RequestHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What senders can do to a real process with a small heap: it answers, and it lives. */
class SendersIT {
  private static final String JSON = "application/json";

  @TempDir static Path directory;

  private static RunningAppliance appliance;
  private static WebClient http;
  private static WebClient grpc;

  @BeforeAll
  static void start() {
    appliance =
        RunningAppliance.start(
            directory.resolve("data"),
            Map.of(
                "collector.connections.body_grace", "1s",
                "collector.connections.min_body_bytes_per_second", "1000"),
            "-Xmx160m");
    http = client("h1c", appliance.otlpHttpPort());
    grpc = client("h2c", appliance.otlpGrpcPort());
  }

  private static WebClient client(String protocol, int port) {
    return WebClient.builder(protocol + "://127.0.0.1:" + port)
        .responseTimeout(Duration.ofMinutes(2))
        .build();
  }

  @AfterAll
  static void stop() {
    assertThat(appliance.output())
        .as("nothing that a client did is worth a stack trace")
        .noneMatch(line -> line.startsWith("\tat ") || line.contains("OutOfMemoryError"));
    appliance.close();
  }

  @AfterEach
  void othersAreServed() {
    AggregatedHttpResponse answer = post("/v1/logs", JSON, "", bytes(logs("{}")));
    assertThat(answer.status().code()).as(answer.contentUtf8()).isEqualTo(200);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String logs(String records) {
    return "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[" + records + "]}]}]}";
  }

  private static String spans(String spans) {
    return "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + spans + "]}]}]}";
  }

  /** Compressed without ever being whole. */
  private static byte[] gzip(String begin, String repeated, int times, String end) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] part = bytes(repeated);
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes(begin));
      for (int i = 0; i < times; i++) {
        gzip.write(part);
      }
      gzip.write(bytes(end));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static AggregatedHttpResponse post(
      String path, String type, String encoding, byte[] body) {
    RequestHeaders headers = RequestHeaders.of(HttpMethod.POST, path, "content-type", type);
    return http.execute(
            encoding.isEmpty()
                ? headers
                : headers.toBuilder().set("content-encoding", encoding).build(),
            HttpData.wrap(body))
        .aggregate()
        .join();
  }

  @Test
  void eightMillionRecordsInAFewKilobytes() {
    String open = "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{}";
    byte[] body = gzip(open, ",{}".repeat(1_000), 8_000, "]}]}]}");
    AggregatedHttpResponse answer = post("/v1/logs", JSON, "gzip", body);
    assertThat(answer.status().code()).isEqualTo(200);
    assertThat(answer.contentUtf8())
        .contains("\"rejectedLogRecords\":\"7500001\"")
        .contains("more than 500000 records in one request")
        .contains("max_records_per_request");
  }

  /** Each of these became hundreds of times its size in objects. */
  @ParameterizedTest
  @CsvSource({
    "/v1/logs, '{\"x\":[', '[],', '[]]}', 200",
    "/v1/logs, '{\"resourceLogs\":[', '{\"resource\":{}},', '{}]}', 200",
    "/v1/traces, '{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[', '{},', '{}]}]}]}', 200",
    "/loki/api/v1/push, '{\"streams\":[{\"stream\":{},\"values\":[', '[\"1\",\"\"],', '[\"1\",\"\"]]}]}', 400",
    "/loki/api/v1/push, '{\"streams\":[', '{\"stream\":{\"a\":\"b\"},\"values\":[]},', '{}]}', 204"
  })
  void manySmallThings(String path, String begin, String item, String end, int status) {
    byte[] body = gzip(begin, item.repeat(1_000), 60_000_000 / item.length() / 1_000, end);
    AggregatedHttpResponse answer = post(path, JSON, "gzip", body);
    assertThat(answer.status().code()).as(answer.contentUtf8()).isIn(status, 413);
  }

  @Test
  void aTextOfSixtyMegabytes() {
    String open =
        "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":{\"stringValue\":\"";
    byte[] body = gzip(open, "a".repeat(1_000), 60_000, "\"}},{}]}]}]}");
    AggregatedHttpResponse answer = post("/v1/logs", JSON, "gzip", body);
    assertThat(answer.contentUtf8()).contains("value of 60000000 bytes (limit: 1048576)");
    assertThat(answer.contentUtf8()).contains("\"rejectedLogRecords\":\"1\"");
  }

  @Test
  void whatDoesNotFitTheMemorySaysWhatToChange() {
    byte[] body = gzip("", "\0".repeat(1_000), 60_000, "");
    AggregatedHttpResponse answer = post("/v1/logs", "application/x-protobuf", "gzip", body);
    assertThat(answer.status().code()).isEqualTo(413);
    assertThat(answer.contentUtf8()).contains("memory.budget_bytes");
  }

  @Test
  void aQueryOfInfluxWithoutAnEnd() {
    byte[] body = new byte[(32 << 20) + 1];
    assertThat(post("/query", "application/x-www-form-urlencoded", "", body).status().code())
        .isEqualTo(413);
  }

  @Test
  void manyConnectionsOfOneByteKeepNobodyOut() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 260; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), appliance.otlpHttpPort());
        sockets.add(socket);
        socket
            .getOutputStream()
            .write(
                bytes(
                    "POST /v1/logs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 1000\r\n\r\n{"));
      }
      othersAreServed();
      for (Socket socket : sockets) { // all at once, and only now that they had their time
        socket.setSoTimeout(60_000);
        assertThat(readAll(socket)).startsWith("HTTP/1.1 408 ").contains("min_body_bytes_per");
      }
      assertThat(appliance.output().stream().filter(line -> line.contains("of the body came in")))
          .as("one line a minute in the log for all of them")
          .hasSizeLessThan(5);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static String readAll(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  private static final String EXPORT = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";

  private static RequestHeaders grpcHeaders(String encoding) {
    return RequestHeaders.of(
        HttpMethod.POST,
        EXPORT,
        "content-type",
        "application/grpc",
        "te",
        "trailers",
        "grpc-encoding",
        encoding);
  }

  private static byte[] message(int flag, int length, byte[] content) {
    return ByteBuffer.allocate(5 + content.length)
        .put((byte) flag)
        .putInt(length)
        .put(content)
        .array();
  }

  @Test
  void aGrpcBodyThatIsSlow() {
    HttpRequestWriter slow = HttpRequest.streaming(grpcHeaders("identity"));
    slow.write(HttpData.wrap(new byte[] {0}));
    AggregatedHttpResponse answer = grpc.execute(slow).aggregate().join();
    assertThat(answer.headers().get("grpc-status")).isEqualTo("4");
    assertThat(answer.headers().get("grpc-message")).contains("min_body_bytes_per_second");
  }

  @ParameterizedTest
  @ValueSource(strings = {"prefix", "body", "decompressed"})
  void aGrpcMessageThatIsTooLarge(String which) {
    byte[] body =
        switch (which) {
          case "prefix" -> message(0, 0x7fff_ffff, new byte[0]);
          case "body" -> message(0, 40 << 20, new byte[40 << 20]);
          default -> {
            byte[] bomb = gzip("", "\0".repeat(1_000), 100_000, "");
            yield message(1, bomb.length, bomb);
          }
        };
    AggregatedHttpResponse answer =
        grpc.execute(grpcHeaders(which.equals("decompressed") ? "gzip" : "identity"), body)
            .aggregate()
            .join();
    assertThat(answer.headers().get("grpc-status")).isEqualTo("8");
    assertThat(answer.headers().get("grpc-message"))
        .containsAnyOf("larger than 67108864 bytes", "larger than 33554432 bytes", "memory");
  }

  @Test
  void tooOldAndTooFarAhead() {
    Instant now = Instant.now();
    long old = nanos(now.minus(Duration.ofDays(30)));
    long ahead = nanos(now.plus(Duration.ofDays(2)));
    String times = "{\"timeUnixNano\":\"" + old + "\"},{\"timeUnixNano\":\"" + ahead + "\"},{}";
    assertThat(post("/v1/logs", JSON, "", bytes(logs(times))).contentUtf8())
        .contains("\"rejectedLogRecords\":\"2\"")
        .contains("is older than what is kept")
        .contains("logs.retention");
    String ids = "\"traceId\":\"5b8efff798038103d269b633813fc60c\",\"spanId\":\"eee19b7ec3c1b174\"";
    String late = "{" + ids + ",\"startTimeUnixNano\":\"" + ahead + "\"}";
    assertThat(post("/v1/traces", JSON, "", bytes(spans(late))).contentUtf8())
        .contains("\"rejectedSpans\":\"1\"")
        .contains("too far in the future")
        .contains("traces.max_future");
    String push =
        "{\"streams\":[{\"stream\":{\"app\":\"shop\"},\"values\":[[\""
            + old
            + "\",\"old\"],[\""
            + nanos(now)
            + "\",\"new\"]]}]}";
    AggregatedHttpResponse pushed = post("/loki/api/v1/push", JSON, "", bytes(push));
    assertThat(pushed.status().code()).isEqualTo(400);
    assertThat(pushed.contentUtf8())
        .contains("is older than what is kept")
        .contains("The other lines were taken");
    assertThat(appliance.get("/api/clew/v1/receiver"))
        .contains("is older than what is kept")
        .contains("too far in the future");
    assertThat(appliance.get("/metrics")).contains("out_of_retention");
  }

  private static long nanos(Instant instant) {
    return instant.toEpochMilli() * 1_000_000;
  }

  @Test
  void aMalformedIdIsTheFaultOfItsRecord() {
    String good =
        "\"traceId\":\"5b8efff798038103d269b633813fc60c\",\"spanId\":\"eee19b7ec3c1b174\"";
    String bad = "\"traceId\":\"5b8e\",\"spanId\":\"eee19b7ec3c1b174\"";
    assertThat(
            post("/v1/traces", JSON, "", bytes(spans("{" + good + "},{" + bad + "}")))
                .contentUtf8())
        .contains("\"rejectedSpans\":\"1\"")
        .contains("Span.trace_id: \\\"5b8e\\\" (expected: 16 bytes)");
    assertThat(post("/v1/logs", JSON, "", bytes(logs("{" + bad + "}"))).contentUtf8())
        .contains("\"rejectedLogRecords\":\"0\"")
        .contains("1 records were kept without a malformed ID");
  }

  @ParameterizedTest
  @CsvSource({
    "'Host: a\r\nHost: b\r\nContent-Length: 2', 400",
    "'Content-Length: 2', 400",
    "'Host: a\r\nTransfer-Encoding: gzip, chunked', 501",
    "'Host: a\r\nTransfer-Encoding: gzip', 400",
    "'Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 2', 400"
  })
  void headsThatCanBeReadInTwoWays(String head, int status) throws IOException {
    for (int port : new int[] {appliance.otlpHttpPort(), appliance.otlpGrpcPort()}) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(30_000);
        String start = "POST /v1/logs HTTP/1.1\r\nContent-Type: application/json\r\n";
        socket.getOutputStream().write(bytes(start + head + "\r\n\r\n{}"));
        assertThat(readAll(socket)).startsWith("HTTP/1.1 " + status + " ");
      }
    }
  }

  @Test
  void traceIsRefused() {
    for (String path : List.of("/v1/logs", "/ping", "/x")) {
      AggregatedHttpResponse answer =
          http.execute(RequestHeaders.of(HttpMethod.TRACE, path)).aggregate().join();
      assertThat(answer.status().code()).as(path).isEqualTo(405);
    }
  }
}
