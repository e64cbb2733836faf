package dev.clew.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpRequestWriter;
import com.linecorp.armeria.common.RequestHeaders;
import dev.clew.collector.intake.SeriesLimits;
import dev.clew.collector.intake.Surroundings;
import dev.clew.model.memory.MemoryBudget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests that are slow, many or large, at a collector with little memory. */
class ReceivingTest {
  private static final MemoryBudget MEMORY = MemoryBudget.of(2 << 20);

  /** What those of this client and of the tests before hold. */
  private static final long CONNECTIONS = 4 * (16 << 10);

  private static final RequestHeaders JSON =
      RequestHeaders.of(HttpMethod.POST, "/v1/logs", "content-type", "application/json");
  private static final RequestHeaders PROTOBUF =
      RequestHeaders.of(HttpMethod.POST, "/v1/logs", "content-type", "application/x-protobuf");

  private static Collector collector;
  private static WebClient http;

  @BeforeAll
  static void open() throws IOException {
    CollectorConfig config =
        new CollectorConfig(
            "127.0.0.1",
            0,
            0,
            0,
            8 << 20,
            8 << 20,
            2,
            1_000,
            8,
            1_000,
            List.of(),
            new ConnectionLimits(20, 0, 1_000, Duration.ofMillis(200), Duration.ofSeconds(15)));
    collector =
        Collector.open(
            config,
            SeriesLimits.DEFAULT,
            Surroundings.of(new RecordingIntake(), MEMORY, InstantSource.system()));
    http = WebClient.of("h2c://127.0.0.1:" + collector.httpPort());
  }

  @AfterAll
  static void close() {
    collector.close();
  }

  private static AggregatedHttpResponse send(RequestHeaders headers, byte[] body) {
    return http.execute(headers, HttpData.wrap(body)).aggregate().join();
  }

  private static void sendsAnotherOne() {
    byte[] body = Requests.logs("shop", "a").toByteArray();
    assertThat(send(PROTOBUF, body).status().code()).isEqualTo(200);
  }

  @Test
  void slowBodiesAreCutOffAndDoNotCountAsWorkedOn() {
    List<HttpRequestWriter> slow = new ArrayList<>();
    for (int i = 0; i < 20; i++) { // more than are worked on at once
      HttpRequestWriter writer = HttpRequest.streaming(JSON);
      writer.write(HttpData.ofUtf8("{"));
      slow.add(writer);
    }
    List<AggregatedHttpResponse> answers =
        slow.stream().map(writer -> http.execute(writer).aggregate()).toList().stream()
            .map(answer -> {
              sendsAnotherOne();
              return answer.join();
            })
            .toList();
    assertThat(answers)
        .allSatisfy(answer -> {
          assertThat(answer.status().code()).isEqualTo(408);
          assertThat(answer.contentUtf8()).contains("min_body_bytes_per_second");
        });
  }

  @Test
  void anHttp1ConnectionWithASlowBodyIsClosed() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), collector.httpPort())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              "POST /v1/logs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void whatNeverFitsSaysWhatToChange() {
    AggregatedHttpResponse answer = send(PROTOBUF, new byte[3 << 20]);
    assertThat(answer.status().code()).isEqualTo(413);
    assertThat(answer.contentUtf8()).contains("memory.budget_bytes").contains("2.0 MiB");
  }

  @Test
  void whoFindsNoRoomComesBackLater() {
    Await.until("what was before is given back", () -> MEMORY.heldBytes() <= CONNECTIONS);
    try (MemoryBudget.Claim others = MEMORY.claim("others")) {
      others.grow(900 << 10);
      AggregatedHttpResponse answer = send(PROTOBUF, new byte[600 << 10]);
      assertThat(answer.status().code()).isEqualTo(503);
      assertThat(answer.headers().get("retry-after")).isEqualTo("5");
      assertThat(answer.contentUtf8()).contains("send again later");
    }
    sendsAnotherOne();
  }

  @Test
  void whatARequestHeldIsGivenBack() {
    sendsAnotherOne();
    send(PROTOBUF, new byte[] {1, 2, 3});
    send(JSON, "{\"resourceLogs\":[{}]}".getBytes(StandardCharsets.UTF_8));
    Await.until("all is given back", () -> MEMORY.heldBytes() <= CONNECTIONS);
  }

  @Test
  void connectionsBeyondTheLimitAreToldSo() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      String refused = "";
      for (int i = 0; i < 21 && refused.isEmpty(); i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), collector.httpPort());
        sockets.add(socket);
        socket.setSoTimeout(50);
        try {
          byte[] answer = socket.getInputStream().readAllBytes();
          refused = new String(answer, StandardCharsets.UTF_8);
        } catch (java.net.SocketTimeoutException e) {
          continue; // it is open
        }
      }
      assertThat(refused).startsWith("HTTP/1.1 429 ").contains("connections at once");
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
