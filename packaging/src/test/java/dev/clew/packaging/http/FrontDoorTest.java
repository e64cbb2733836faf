package dev.clew.packaging.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.collector.Collector;
import dev.clew.collector.CollectorConfig;
import dev.clew.collector.intake.RequestSink;
import dev.clew.collector.intake.SeriesLimits;
import dev.clew.collector.intake.Surroundings;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.LogStoreConfig;
import dev.clew.logstore.http.LogApi;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.logstore.logql.result.LogqlLimits;
import dev.clew.logstore.loki.LokiApi;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.TimeRange;
import dev.clew.model.memory.MemoryBudget;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What passes through the front door for longer than a request, and from it to the collector. */
@Timeout(60)
class FrontDoorTest {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);

  @TempDir Path directory;
  private LogStore logs;
  private Collector collector;
  private FrontDoor door;
  private final HttpClient client = HttpClient.newHttpClient();
  private long position;

  @BeforeEach
  void open() throws Exception {
    Clock clock = Clock.systemUTC();
    logs = LogStore.open(LogStoreConfig.defaults(), directory, CorrelationKeys.defaults(), clock);
    CollectorConfig defaults = CollectorConfig.defaults();
    CollectorConfig config =
        new CollectorConfig(
            "127.0.0.1",
            0,
            0,
            0,
            defaults.maxRequestBytes(),
            defaults.maxDecompressedBytes(),
            defaults.maxConcurrentRequests(),
            defaults.maxRecordsPerRequest(),
            defaults.maxAttributes(),
            defaults.maxValueBytes(),
            List.of(),
            defaults.connections());
    RequestSink intake =
        (signal, request, offset, length) -> {
          synchronized (this) {
            logs.ingest(++position, TimeRange.nanosOf(clock.instant()), request, offset, length);
          }
          return CompletableFuture.completedFuture(position);
        };
    collector =
        Collector.open(
            config,
            SeriesLimits.DEFAULT,
            Surroundings.of(intake, MemoryBudget.of(64 << 20), clock));
    LogqlEngine engine = new LogqlEngine(logs, clock, LogqlLimits.defaults());
    door =
        FrontDoor.open(
            HttpConfig.at("127.0.0.1", 0, REQUEST_TIMEOUT, 1 << 20),
            List.of(
                new LogApi(logs, engine, clock)::register,
                new LokiApi(logs, engine, clock)::register,
                collector::register),
            MemoryBudget.of("queries", 64L << 20));
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    door.close();
    collector.close();
    logs.close();
  }

  private void push(int port, String line) throws Exception {
    String body =
        "{\"streams\":[{\"stream\":{\"app\":\"shop\",\"level\":\"warn\"},\"values\":[[\""
            + TimeRange.nanosOf(Clock.systemUTC().instant())
            + "\",\""
            + line
            + "\",{\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"}]]}]}";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/loki/api/v1/push"))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
  }

  @Test
  void eventsPassUncompressedAndOutliveTheRequestTimeout() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + door.port() + "/api/clew/v1/logs/tail"))
            .header("accept-encoding", "gzip, deflate")
            .build();
    HttpResponse<InputStream> response =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("content-encoding")).isEmpty();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      assertThat(reader.readLine()).startsWith(":");
      long until = System.nanoTime() + REQUEST_TIMEOUT.plusSeconds(1).toNanos();
      for (int i = 0; System.nanoTime() < until; i++) {
        push(collector.httpPort(), "line " + i);
        String line = reader.readLine();
        while (!line.startsWith("data: ")) {
          line = reader.readLine();
        }
        assertThat(line).contains("line " + i);
      }
    }
  }

  @Test
  void socketsOutliveTheRequestTimeoutAndEndWithTheServer() throws Exception {
    BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            messages.add(text.toString());
            socket.request(1);
            return null;
          }

          @Override
          public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            ended.complete(null);
            return null;
          }

          @Override
          public void onError(WebSocket socket, Throwable error) {
            ended.complete(null);
          }
        };
    push(door.port(), "before");
    String query = URLEncoder.encode("{app=\"shop\"}", StandardCharsets.UTF_8);
    client
        .newWebSocketBuilder()
        .buildAsync(
            URI.create("ws://127.0.0.1:" + door.port() + "/loki/api/v1/tail?query=" + query),
            listener)
        .get(10, TimeUnit.SECONDS);
    assertThat(messages.poll(10, TimeUnit.SECONDS)).contains("before");
    long until = System.nanoTime() + REQUEST_TIMEOUT.plusSeconds(1).toNanos();
    for (int i = 0; System.nanoTime() < until; i++) {
      push(collector.httpPort(), "line " + i);
      assertThat(messages.poll(10, TimeUnit.SECONDS)).contains("line " + i);
    }
    door.close();
    ended.get(10, TimeUnit.SECONDS);
  }

  @Test
  void whatWasPushedIsFoundByTheSameLabels() throws Exception {
    push(door.port(), "through the front door");
    push(collector.httpPort(), "through the collector");
    String query =
        URLEncoder.encode("{app=\"shop\", level=\"warn\"} |= `through`", StandardCharsets.UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + door.port()
                        + "/loki/api/v1/query_range?direction=forward&query="
                        + query))
            .header("x-loki-response-encoding-flags", "categorize-labels")
            .build();
    String answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    assertThat(answer)
        .contains(
            "\"stream\":{\"app\":\"shop\",\"level\":\"warn\",\"service_name\":\"shop\"}",
            "\"through the front door\",{\"structuredMetadata\":{",
            "\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"",
            "through the collector");
  }
}
