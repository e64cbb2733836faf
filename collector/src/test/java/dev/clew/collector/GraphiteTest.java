package dev.clew.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.collector.door.Connections;
import dev.clew.collector.graphite.GraphiteLimits;
import dev.clew.collector.graphite.GraphiteReceiver;
import dev.clew.collector.intake.CollectorStatus;
import dev.clew.collector.intake.ReceiverLog;
import dev.clew.collector.intake.SeriesLimits;
import dev.clew.collector.intake.Surroundings;
import dev.clew.collector.otlp.OtlpIntake;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.otlp.OtlpLimits;
import dev.clew.model.seam.BufferFullException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphite's plaintext lines over real sockets. */
class GraphiteTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(5);

  private final RecordingIntake intake = new RecordingIntake();
  private final ReceiverLog receiverLog = new ReceiverLog(InstantSource.system());
  private final MemoryBudget memory = MemoryBudget.of(8 << 20);
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private GraphiteReceiver receiver(int connections, Duration idle, Duration delay)
      throws IOException {
    GraphiteReceiver receiver =
        GraphiteReceiver.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new GraphiteReceiver.Setting(
                new OtlpIntake(
                    Surroundings.of(intake, memory, InstantSource.system()),
                    OtlpLimits.NONE,
                    receiverLog),
                SeriesLimits.DEFAULT,
                new GraphiteLimits(connections, 64, idle, delay),
                new Connections(100, 0, memory),
                memory,
                InstantSource.system()));
    open.add(receiver);
    return receiver;
  }

  private Socket connect(GraphiteReceiver receiver) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), receiver.port());
    open.add(socket);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Name, labels and value of every sample that was buffered, in order. */
  private List<String> samples() {
    List<String> samples = new ArrayList<>();
    for (RecordingIntake.Entry entry : intake.entries()) {
      for (Metric metric : metrics(entry.request())) {
        metric
            .getGauge()
            .getDataPointsList()
            .forEach(point -> {
              StringBuilder sample = new StringBuilder(metric.getName());
              point
                  .getAttributesList()
                  .forEach(a ->
                      sample
                          .append(' ')
                          .append(a.getKey())
                          .append('=')
                          .append(a.getValue().getStringValue()));
              samples.add(sample.append(' ').append(point.getAsDouble()).toString());
            });
      }
    }
    return samples;
  }

  private static List<Metric> metrics(byte[] request) {
    try {
      return ExportMetricsServiceRequest.parseFrom(request)
          .getResourceMetrics(0)
          .getScopeMetrics(0)
          .getMetricsList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitSamples(int count) {
    Await.until(count + " samples are buffered", () -> samples().size() >= count);
  }

  private long refusedLines() {
    return receiverLog.status().refused().stream()
        .mapToLong(CollectorStatus.Refused::records)
        .sum();
  }

  @Test
  void linesOfSeveralConnectionsAreTaken() throws Exception {
    GraphiteReceiver receiver = receiver(8, LONG, SHORT);
    Socket one = connect(receiver);
    Socket other = connect(receiver);
    send(one, "web.load 1 -1\r\n\n");
    send(other, "disk.used;host=a;rack=b 2\n");
    awaitSamples(2);
    send(one, "web.load 3\n");
    awaitSamples(3);

    assertThat(samples())
        .containsExactlyInAnyOrder("web_load 1.0", "disk_used host=a rack=b 2.0", "web_load 3.0");
    assertThat(refusedLines()).isZero();
    assertThat(receiverLog.snapshot().senders())
        .singleElement()
        .satisfies(sender -> {
          assertThat(sender.protocol()).isEqualTo("graphite");
          assertThat(sender.service()).isEqualTo("Graphite 127.0.0.1");
          assertThat(sender.records()).isEqualTo(3);
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void linesMayArriveInPieces(long seed) throws Exception {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    List<String> expected = new ArrayList<>();
    int bad = 0;
    for (int i = 0; i < 3_000; i++) {
      switch (random.nextInt(8)) {
        case 0 -> {
          text.append("x".repeat(65 + random.nextInt(200))).append(" 1\n");
          bad++;
        }
        case 1 -> {
          text.append("m none\n");
          bad++;
        }
        case 2 -> text.append("\r\n");
        default -> {
          String name = "m".repeat(1 + random.nextInt(50));
          text.append(name).append(' ').append(i).append('\n');
          expected.add(name + " " + (double) i);
        }
      }
    }
    Socket socket = connect(receiver(1, LONG, SHORT));
    int at = 0;
    while (at < text.length()) {
      int end = Math.min(text.length(), at + 1 + random.nextInt(1_000));
      send(socket, text.substring(at, end));
      at = end;
    }
    socket.shutdownOutput();
    assertThat(socket.getInputStream().read()).as("the other end closes too").isEqualTo(-1);

    assertThat(samples()).as("seed %s", seed).isEqualTo(expected);
    assertThat(refusedLines()).as("seed %s", seed).isEqualTo(bad);
  }

  @Test
  void badLinesAreShownAndEndNothing() throws Exception {
    Socket socket = connect(receiver(1, LONG, SHORT));
    send(socket, "a high 1\na nan\n" + "x".repeat(100_000) + " 1\na;b=c 1\na 1\na 2");
    socket.shutdownOutput();
    awaitSamples(2);
    Await.until("all are counted", () -> refusedLines() == 4);

    assertThat(samples()).containsExactly("a b=c 1.0", "a 1.0");
    assertThat(receiverLog.snapshot().refusals())
        .allSatisfy(refusal -> assertThat(refusal.protocol()).isEqualTo("graphite"))
        .extracting(refusal -> refusal.reason() + ". " + refusal.remedy())
        .anySatisfy(text ->
            assertThat(text)
                .contains("is no number")
                .contains("Send a decimal number, such as 0.42"))
        .anySatisfy(text ->
            assertThat(text)
                .startsWith("'xxxx")
                .contains("…': longer than a line may be")
                .contains("at most 64 bytes"))
        .anySatisfy(text ->
            assertThat(text)
                .startsWith("'a 2': the connection ended before the line did")
                .contains("line feed"));
  }

  @Test
  void connectionsBeyondTheLimitAreClosed() throws Exception {
    GraphiteReceiver receiver = receiver(2, LONG, SHORT);
    Socket first = connect(receiver);
    Socket second = connect(receiver);
    send(first, "a 1\n");
    send(second, "a 2\n");
    awaitSamples(2);
    for (int i = 0; i < 20; i++) {
      assertThat(connect(receiver).getInputStream().read()).isEqualTo(-1);
    }
    Await.until(
        "all are told",
        () ->
            receiverLog.snapshot().refusals().stream()
                    .mapToLong(ReceiverLog.RefusalEntry::count)
                    .sum()
                == 20);
    assertThat(receiverLog.snapshot().refusals())
        .singleElement()
        .satisfies(refusal ->
            assertThat(refusal.reason()).isEqualTo("more than 2 Graphite connections at once"));
    send(first, "a 3\n");
    awaitSamples(3);
    first.shutdownOutput();
    assertThat(first.getInputStream().read()).isEqualTo(-1);

    AtomicBoolean taken = new AtomicBoolean();
    Await.until(
        "a place is free",
        () -> {
          taken.set(taken.get() || tries(receiver));
          return taken.get() && samples().size() >= 4;
        });
  }

  /** Whether a line could be sent over a connection that stays. */
  private boolean tries(GraphiteReceiver receiver) {
    try {
      Socket socket = connect(receiver);
      send(socket, "a 4\n");
      socket.shutdownOutput();
      return socket.getInputStream().read() == -1 && samples().contains("a 4.0");
    } catch (IOException e) {
      return false; // reset: there was no place yet
    }
  }

  @Test
  void aSilentConnectionIsClosed() throws Exception {
    Socket socket = connect(receiver(1, Duration.ofMillis(50), SHORT));
    send(socket, "a 1\n");
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    assertThat(samples()).containsExactly("a 1.0");
  }

  @Test
  void whileTheBufferIsFullNothingIsReadAndNothingLost() throws Exception {
    intake.failure = new BufferFullException("no room");
    Socket socket = connect(receiver(1, LONG, SHORT));
    send(socket, "a 0\n");
    Await.until("the refusal is noted", () -> !receiverLog.snapshot().refusals().isEmpty());
    assertThat(receiverLog.snapshot().refusals())
        .singleElement()
        .satisfies(refusal -> {
          assertThat(refusal.reason()).contains("the buffer is full");
          assertThat(refusal.remedy()).contains("not read until there is room");
        });
    int lines = 500_000;
    Thread sender =
        Thread.ofVirtual()
            .start(() -> {
              StringBuilder text = new StringBuilder();
              for (int i = 1; i < lines; i++) {
                text.append("metric.of.some.length;host=web1 ").append(i).append('\n');
              }
              try {
                send(socket, text.toString());
                socket.shutdownOutput();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    Await.until("the sender has to wait", () -> sender.getState() == Thread.State.WAITING);
    assertThat(samples()).isEmpty();
    intake.failure = null;
    sender.join();
    assertThat(socket.getInputStream().read()).isEqualTo(-1);

    List<String> samples = samples();
    assertThat(samples).hasSize(lines).endsWith("metric_of_some_length host=web1 499999.0");
    assertThat(samples).doesNotHaveDuplicates();
  }

  @Test
  void stopBuffersWhatHasArrived() throws Exception {
    GraphiteReceiver receiver = receiver(4, LONG, SHORT);
    Socket idle = connect(receiver);
    Socket busy = connect(receiver);
    send(idle, "b 1\n");
    send(busy, "b 1\n");
    awaitSamples(2);
    send(busy, "a 1\na 2 1 1 1\na 3\na hal");
    receiver.close();

    assertThat(idle.getInputStream().read()).isEqualTo(-1);
    assertThat(busy.getInputStream().read()).isEqualTo(-1);
    assertThat(samples()).containsExactly("b 1.0", "b 1.0", "a 1.0", "a 3.0");
    assertThat(refusedLines()).isEqualTo(1);
    assertThatThrownBy(() -> connect(receiver)).isInstanceOf(IOException.class);
  }

  @Test
  void stopDoesNotWaitForABufferThatRefuses() throws Exception {
    intake.failure = new BufferFullException("no room");
    GraphiteReceiver receiver = receiver(1, LONG, SHORT);
    Socket socket = connect(receiver);
    send(socket, "a 1\n");
    Await.until("the refusal is noted", () -> !receiverLog.snapshot().refusals().isEmpty());
    receiver.close();
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    assertThat(samples()).isEmpty();
  }

  @Test
  void theCollectorOpensItsPort() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
      assertThatThrownBy(() -> collector(port))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + port + " (collector.graphite_port)");
    }
    intake.pending = CompletableFuture.completedFuture(0L);
    open.add(collector(port));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      send(socket, "a 1\n");
      awaitSamples(1);
    }
  }

  private Collector collector(int port) throws IOException {
    return Collector.open(
        new CollectorConfig(
            "127.0.0.1",
            0,
            0,
            port,
            1 << 20,
            4 << 20,
            4,
            1_000,
            8,
            1_000,
            List.of(),
            ConnectionLimits.defaults()),
        SeriesLimits.DEFAULT,
        Surroundings.of(intake, Room.budget(), InstantSource.system()));
  }
}
