package dev.clew.logstore.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.LogStoreConfig;
import dev.clew.logstore.Otlp;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.logstore.logql.result.LogqlLimits;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.TimeRange;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Live tail over a real port. */
@Timeout(60)
class TailApiIT {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final long T = TimeRange.nanosOf(NOW);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(1);

  @TempDir Path directory;
  private LogStore store;
  private Server server;
  private HttpClient client;
  private long position;

  /** An event; a comment has no name. */
  private record Event(@Nullable String name, JsonNode data) {}

  @BeforeEach
  void start() throws Exception {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    store = LogStore.open(LogStoreConfig.defaults(), directory, CorrelationKeys.defaults(), clock);
    ServerBuilder builder =
        Server.builder()
            .http(0)
            .requestTimeout(REQUEST_TIMEOUT)
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ofSeconds(5));
    new LogApi(store, new LogqlEngine(store, clock, LogqlLimits.defaults()), clock)
        .register(builder);
    server = builder.build();
    server.start().join();
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.stop().join();
    store.close();
  }

  private void ingest(String... bodies) {
    LogRecord.Builder[] records = new LogRecord.Builder[bodies.length];
    for (int i = 0; i < bodies.length; i++) {
      records[i] =
          Otlp.record(T + position, "info", bodies[i])
              .addAttributes(Otlp.attribute("http.route", "/pay"));
    }
    byte[] request = Otlp.request("checkout", records);
    store.ingest(++position, T, request, 0, request.length);
  }

  /** Returns once the tail follows. */
  private BufferedReader follow(String parameters) throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:" + server.activeLocalPort() + "/api/clew/v1/logs/tail" + parameters);
    HttpResponse<InputStream> response =
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    assertThat(reader.readLine()).startsWith(":");
    assertThat(reader.readLine()).isEmpty();
    return reader;
  }

  private static @Nullable Event next(BufferedReader reader) throws IOException {
    String line = reader.readLine();
    while (line != null && !line.startsWith("event: ")) {
      line = reader.readLine();
    }
    if (line == null) {
      return null;
    }
    String data = reader.readLine();
    assertThat(data).startsWith("data: ");
    assertThat(reader.readLine()).isEmpty();
    return new Event(
        line.substring("event: ".length()), new ObjectMapper().readTree(data.substring(6)));
  }

  private static List<String> bodies(Event event) {
    List<String> bodies = new ArrayList<>();
    event.data().at("/columns/body").forEach(body -> bodies.add(body.asText()));
    return bodies;
  }

  @Test
  void matchingLinesArriveInColumns() throws Exception {
    ingest("payment failed long ago");
    try (BufferedReader reader = follow("?query=failed&fields=http.route")) {
      ingest("payment accepted", "payment failed");
      Event event = next(reader);
      assertThat(event.name()).isEqualTo("rows");
      assertThat(bodies(event)).containsExactly("payment failed");
      assertThat(event.data().get("rows").asInt()).isEqualTo(1);
      assertThat(event.data().at("/columns/fields").get("http.route").get(0).asText())
          .isEqualTo("/pay");
      assertThat(event.data().at("/columns/id/0").asText()).isNotEmpty();
      store.flush();
      ingest("failed again");
      assertThat(bodies(next(reader))).containsExactly("failed again");
    }
  }

  @Test
  void logqlFollowsToo() throws Exception {
    String query =
        URLEncoder.encode(
            "{service_name=\"checkout\"} != `secret` | line_format `<{{.http_route}}>`",
            StandardCharsets.UTF_8);
    try (BufferedReader reader = follow("?query=" + query)) {
      ingest("a secret", "hello");
      assertThat(bodies(next(reader))).containsExactly("</pay>");
    }
  }

  @Test
  void outlivesTheTimeoutOfRequests() throws Exception {
    long until = System.nanoTime() + REQUEST_TIMEOUT.multipliedBy(2).toNanos();
    try (BufferedReader reader = follow("")) {
      while (System.nanoTime() < until) {
        ingest("line " + position);
        assertThat(bodies(next(reader))).containsExactly("line " + (position - 1));
      }
    }
  }

  @Test
  void theStopOfTheServerEndsIt() throws Exception {
    try (BufferedReader reader = follow("")) {
      server.stop().join();
      assertThat(next(reader)).isNull();
    }
  }

  @Test
  void aReaderThatLeavesMakesRoom() throws Exception {
    for (int i = 0; i < 100; i++) { // more than may be open at once
      int status = 422;
      while (status == 422) { // leaving is noticed soon, not at once
        try (Socket socket = new Socket("127.0.0.1", server.activeLocalPort())) {
          socket
              .getOutputStream()
              .write(
                  "GET /api/clew/v1/logs/tail HTTP/1.1\r\nHost: localhost\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
          byte[] head = socket.getInputStream().readNBytes(12);
          status = Integer.parseInt(new String(head, 9, 3, StandardCharsets.US_ASCII));
        }
      }
      assertThat(status).isEqualTo(200);
    }
  }

  @Test
  void aSlowReaderIsToldHowManyLinesItMissed() throws Exception {
    int total = 0;
    try (BufferedReader reader = follow("")) {
      // Much more than the queue and all socket buffers on the way hold.
      String[] bodies = new String[1000];
      java.util.Arrays.fill(bodies, "x".repeat(1000));
      for (int i = 0; i < 60; i++) {
        ingest(bodies);
        total += bodies.length;
      }
      ingest("last");
      total++;
      int received = 0;
      int missed = 0;
      while (received + missed < total) {
        Event event = next(reader);
        if (event.name().equals("missed")) {
          missed += event.data().get("count").asInt();
        } else {
          received += event.data().get("rows").asInt();
        }
      }
      assertThat(received + missed).isEqualTo(total);
      assertThat(missed).isPositive();
      ingest("after");
      assertThat(bodies(next(reader))).containsExactly("after");
    }
  }

  @Test
  void aWrongQueryIsRefused() throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:"
                + server.activeLocalPort()
                + "/api/clew/v1/logs/tail?query=severity%3Alod");
    HttpResponse<String> response =
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(new ObjectMapper().readTree(response.body()).at("/error/position").asInt())
        .isEqualTo(9);
  }
}
