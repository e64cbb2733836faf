package dev.clew.storage.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.Signal;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.seam.BufferFullException;
import dev.clew.testkit.ManualClock;
import dev.clew.testkit.RecordedIncidents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the buffer says of a store that stands still, and of what it had to set aside. */
class BufferAlarmTest {
  private static final int BLOCK_BYTES = 64 << 20;

  @TempDir Path directory;
  private final ManualClock clock = ManualClock.at("2026-11-30T12:00:00Z");
  private final RecordedIncidents incidents = new RecordedIncidents();
  private RecordingStore store;

  /** Nanoseconds; by the same time the buffer looks at its readers when it likes. */
  private final AtomicLong ahead = new AtomicLong();

  @BeforeEach
  void makeStore() {
    store = new RecordingStore(Signal.LOGS, directory.resolve("store"));
  }

  private WriteAheadBuffer open(long maxBytes) throws IOException {
    BufferConfig config =
        new BufferConfig(
            directory.resolve("buffer"),
            "none",
            Duration.ofMillis(50),
            maxBytes,
            16 << 20,
            (int) Math.min(64 << 20, maxBytes / 4));
    return WriteAheadBuffer.open(
        config, new Surroundings(clock, incidents, BLOCK_BYTES, this::elapsed));
  }

  private long elapsed() {
    return System.nanoTime() + ahead.get();
  }

  private void watchAfter(ConsumerFeed tailing, Duration time) {
    ahead.addAndGet(time.toNanos());
    tailing.watch(elapsed());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void theLagCountsFromTheOldestEntryThatIsNotRead() throws IOException {
    store.flushEvery = Integer.MAX_VALUE;
    try (WriteAheadBuffer buffer = open(1 << 30)) {
      ConsumerFeed tailing = buffer.register(store);
      assertThat(tailing.status().oldestUnread()).isZero();
      buffer.append(Signal.LOGS, bytes("read"));
      tailing.start();
      Await.until("it is read", () -> tailing.status().unreadEntries() == 0);
      clock.advance(Duration.ofHours(3));
      assertThat(tailing.status().oldestUnread()).isZero();
      CountDownLatch goOn = new CountDownLatch(1);
      store.beforeTake = text -> await(goOn);
      buffer.append(Signal.LOGS, bytes("waits"));
      clock.advance(Duration.ofSeconds(7));
      buffer.append(Signal.LOGS, bytes("waits too"));
      clock.advance(Duration.ofSeconds(2));
      assertThat(tailing.status().oldestUnread()).isEqualTo(Duration.ofSeconds(9));
      assertThat(tailing.status().unreadEntries()).isEqualTo(2);
      goOn.countDown();
      Await.until("all is read", () -> tailing.status().oldestUnread().isZero());
    }
  }

  /** As above, with a reader that was never started: it is not asked. */
  @Test
  void aReaderThatDoesNotRunIsBehindToo() throws IOException {
    try (WriteAheadBuffer buffer = open(1 << 30)) {
      ConsumerFeed tailing = buffer.register(store);
      buffer.append(Signal.LOGS, bytes("a"));
      clock.advance(Duration.ofSeconds(5));
      assertThat(tailing.status().oldestUnread()).isEqualTo(Duration.ofSeconds(5));
      watchAfter(tailing, Duration.ZERO);
      assertThat(incidents.raised()).isEmpty();
      watchAfter(tailing, Duration.ofSeconds(61));
      assertThat(incidents.raised())
          .containsExactly(
              "buffer: recording-logs has read nothing for 61 s, and entries wait for it: 1");
      tailing.start();
      Await.until("it is read", () -> tailing.status().unreadEntries() == 0);
      watchAfter(tailing, Duration.ofSeconds(1));
      assertThat(incidents.raised()).isEmpty();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aStoreThatNeverCommitsIsTold() throws IOException {
    store.flushEvery = Integer.MAX_VALUE;
    try (WriteAheadBuffer buffer = open(1 << 30)) {
      ConsumerFeed tailing = buffer.register(store);
      tailing.start();
      buffer.append(Signal.LOGS, bytes("a"));
      Await.until("it is read", () -> tailing.status().unreadEntries() == 0);
      watchAfter(tailing, Duration.ZERO);
      watchAfter(tailing, Duration.ofMinutes(61));
      assertThat(incidents.raised())
          .containsExactly(
              "buffer: recording-logs has stored nothing for 61 min of what it has read; it lies"
                  + " in the buffer");
    }
  }

  @Test
  void whatAStoreCommitsIsOnTheDiskInEveryMode() throws IOException {
    store.flushEvery = Integer.MAX_VALUE;
    try (WriteAheadBuffer buffer = open(1 << 30)) {
      ConsumerFeed tailing = buffer.register(store);
      tailing.start();
      buffer.append(Signal.LOGS, bytes("a"));
      Await.until("it is read", () -> tailing.status().unreadEntries() == 0);
      assertThat(forces(buffer)).isZero();
      store.flushEvery = 1;
      Await.until("it is committed", () -> store.committedPosition() > 0);
      assertThat(forces(buffer)).isPositive();
    }
  }

  private static long forces(WriteAheadBuffer buffer) {
    return buffer.status().queues().get(Signal.LOGS.ordinal()).forces();
  }

  @Test
  void aFullBufferIsAConditionUntilTheStoresHaveCaughtUp() throws IOException {
    store.flushEvery = Integer.MAX_VALUE;
    try (WriteAheadBuffer buffer = open(1 << 20)) {
      byte[] chunk = new byte[200 << 10];
      assertThatThrownBy(
              () -> {
                while (true) {
                  buffer.append(Signal.LOGS, chunk);
                }
              })
          .isInstanceOf(BufferFullException.class);
      assertThat(incidents.raised()).singleElement().asString().contains("buffer.max_bytes");
      store.flushEvery = 1;
      buffer.register(store).start();
      Await.until("there is room", () -> incidents.raised().isEmpty());
      buffer.append(Signal.LOGS, chunk);
    }
  }

  @Test
  void theQuarantineHasAnEndAndSaysSo() throws IOException {
    store.beforeTake =
        text -> {
          throw new IllegalArgumentException("cannot digest this");
        };
    Path quarantine = directory.resolve("buffer/quarantine/recording-logs");
    try (WriteAheadBuffer buffer = open(1 << 30)) {
      ConsumerFeed tailing = buffer.register(store);
      tailing.start();
      byte[] large = new byte[50 << 20];
      for (int i = 0; i < 6; i++) {
        buffer.append(Signal.LOGS, large);
      }
      Await.until("all were tried", () -> tailing.status().quarantinedEntries() == 6);
      Await.until("it is told", () -> !incidents.raised().isEmpty());
      assertThat(incidents.raised()).singleElement().asString().contains("is full (5 requests");
      for (int i = 0; i < 300; i++) {
        buffer.append(Signal.LOGS, bytes("small" + i));
      }
      Await.until("all were tried", () -> tailing.status().quarantinedEntries() == 306);
    }
    try (Stream<Path> files = Files.list(quarantine)) {
      assertThat(files.filter(file -> file.toString().endsWith(".pb")).count()).isEqualTo(200);
    }
    // The first at once, the rest together.
    assertThat(incidents.events())
        .allMatch(event -> event.kind() == IncidentKind.QUARANTINED)
        .hasSize(2);
    assertThat(incidents.events().get(0).sentence()).contains("cannot digest this");
    assertThat(incidents.events().get(1).amount()).isEqualTo(305);
  }

  @Test
  void aStoreThatCannotTakeAnythingIsACondition() throws IOException {
    store.beforeTake =
        text -> {
          throw new UncheckedIOException(new IOException("planted"));
        };
    try (WriteAheadBuffer buffer = open(1 << 30)) {
      ConsumerFeed tailing = buffer.register(store);
      tailing.start();
      buffer.append(Signal.LOGS, bytes("a"));
      Await.until("it is told", () -> !incidents.raised().isEmpty());
      assertThat(incidents.raised().getFirst()).contains("recording-logs cannot take an entry");
      store.beforeTake = text -> {};
      Await.until("it is well again", () -> incidents.raised().isEmpty());
    }
  }
}
