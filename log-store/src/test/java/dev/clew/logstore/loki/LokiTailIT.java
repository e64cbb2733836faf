package dev.clew.logstore.loki;

import static dev.clew.logstore.loki.OpenLoki.T;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clew.logstore.Otlp;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Live tail over a real WebSocket. */
@Timeout(60)
class LokiTailIT {
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path directory;
  private OpenLoki loki;

  @BeforeEach
  void start() throws Exception {
    loki = new OpenLoki(directory);
  }

  @AfterEach
  void stop() throws Exception {
    loki.close();
  }

  /** Receives messages one by one, when {@link #next} asks for them. */
  private static final class Client implements WebSocket.Listener {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private @Nullable WebSocket socket;

    @Override
    public void onOpen(WebSocket opened) {
      socket = opened;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
      part.append(text);
      if (last) {
        messages.add(part.toString());
        part.setLength(0);
      } else {
        from.request(1);
      }
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      closed.complete(status);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      closed.completeExceptionally(error);
    }

    JsonNode next() throws Exception {
      socket.request(1);
      String message = messages.poll(30, TimeUnit.SECONDS);
      assertThat(message).as("a message within 30 s").isNotNull();
      return new ObjectMapper().readTree(message);
    }

    void leave() throws Exception {
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
      socket.request(1);
      assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
    }
  }

  /** Returns when the tail follows: the line from before has come. */
  private Client follow(String query, String... more) throws Exception {
    loki.ingest("checkout", Otlp.record(T - SECOND, "info", "before"));
    List<String> parameters = new ArrayList<>(List.of("query", query, "limit", "1"));
    parameters.addAll(List.of(more));
    Client client = new Client();
    loki.client
        .newWebSocketBuilder()
        .buildAsync(loki.uri("ws", "/loki/api/v1/tail", parameters.toArray(String[]::new)), client)
        .get(10, TimeUnit.SECONDS);
    assertThat(lines(client.next())).containsExactly("before");
    return client;
  }

  private static List<String> lines(JsonNode message) {
    List<String> lines = new ArrayList<>();
    message
        .get("streams")
        .forEach(stream -> stream.get("values").forEach(value -> lines.add(value.get(1).asText())));
    return lines;
  }

  @Test
  void linesArriveAsStreams() throws Exception {
    Client client = follow("{service_name=\"checkout\"} != `secret`");
    loki.ingest(
        "checkout", Otlp.record(T, "info", "a secret"), Otlp.record(T + 1, "info", "hello"));
    JsonNode message = client.next();
    assertThat(message.at("/streams/0/values"))
        .isEqualTo(new ObjectMapper().readTree("[[\"" + (T + 1) + "\",\"hello\"]]"));
    assertThat(message.at("/streams/0/stream/service_name").asText()).isEqualTo("checkout");
    assertThat(message.has("dropped_entries")).isFalse();
    client.leave();
  }

  @Test
  void everyLineComesOnceWhileIngestGoesOn() throws Exception {
    Client client = follow("{service_name=\"checkout\"}");
    int batches = 300;
    Thread ingest =
        Thread.ofPlatform()
            .start(() -> {
              for (int batch = 0; batch < batches; batch++) {
                LogRecord.Builder[] records = new LogRecord.Builder[20];
                for (int i = 0; i < 20; i++) {
                  records[i] = Otlp.record(T + batch, "info", "line " + (batch * 20 + i));
                }
                loki.ingest("checkout", records);
                if (batch % 50 == 0) {
                  flush();
                }
              }
            });
    List<String> received = new ArrayList<>();
    while (received.size() < batches * 20) {
      JsonNode message = client.next();
      assertThat(message.has("dropped_entries")).isFalse();
      received.addAll(lines(message));
    }
    ingest.join();
    assertThat(received)
        .containsExactlyElementsOf(
            IntStream.range(0, batches * 20).mapToObj(i -> "line " + i).toList());
    client.leave();
  }

  private void flush() {
    try {
      loki.store.flush();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aSlowReaderIsToldHowManyLinesWereDropped() throws Exception {
    Client client = follow("{service_name=\"checkout\"}");
    // Much more than the queue and all socket buffers on the way hold.
    int total = 60_000;
    for (int batch = 0; batch < 60; batch++) {
      LogRecord.Builder[] records = new LogRecord.Builder[1000];
      for (int i = 0; i < 1000; i++) {
        records[i] = Otlp.record(T, "info", "x".repeat(1000));
      }
      loki.ingest("checkout", records);
    }
    int received = 0;
    int missed = 0;
    while (received + missed < total) {
      JsonNode message = client.next();
      received += lines(message).size();
      missed += message.at("/dropped_entries/0/labels/missed").asInt(0);
    }
    assertThat(received + missed).isEqualTo(total);
    assertThat(missed).isPositive();
    client.leave();
  }

  @Test
  void theStopOfTheServerClosesTheConnection() throws Exception {
    Client client = follow("{service_name=\"checkout\"}", "delay_for", "0");
    client.socket.request(1);
    loki.stopServer();
    assertThat(client.closed.get(10, TimeUnit.SECONDS)).isNotNull();
  }
}
