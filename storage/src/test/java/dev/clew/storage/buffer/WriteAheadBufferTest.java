package dev.clew.storage.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.Signal;
import dev.clew.model.health.Incidents;
import dev.clew.model.seam.BufferFullException;
import dev.clew.storage.buffer.file.EntryFormat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteAheadBufferTest {
  @TempDir Path directory;

  private BufferConfig config(String sync, long maxBytes) {
    return new BufferConfig(
        directory.resolve("buffer"),
        sync,
        Duration.ofMillis(20),
        maxBytes,
        16 << 20,
        (int) Math.min(64 << 20, maxBytes / 4));
  }

  private WriteAheadBuffer open(BufferConfig config) throws IOException {
    return WriteAheadBuffer.open(config, Clock.systemUTC(), Incidents.NONE);
  }

  private RecordingStore store(Signal signal) {
    return new RecordingStore(signal, directory.resolve(signal.id() + ".store"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "interval", "always"})
  void aStoreIsFedInOrderAndGoesOnWhereItCommitted(String sync) throws IOException {
    List<String> expected = new ArrayList<>();
    for (int run = 0; run < 3; run++) {
      RecordingStore store = store(Signal.LOGS);
      try (WriteAheadBuffer buffer = open(config(sync, 1L << 30))) {
        assertThat(store.stored()).isEqualTo(expected);
        ConsumerFeed tailing = buffer.register(store);
        tailing.start();
        for (int i = 0; i < 100; i++) {
          String text = run + "/" + i;
          expected.add(text);
          buffer.append(Signal.LOGS, bytes(text));
        }
        int size = store.stored().size();
        Await.until("all are read", () -> tailing.status().unreadEntries() == 0);
        assertThat(tailing.status().oldestUnread()).isZero();
        assertThat(size).isLessThanOrEqualTo(expected.size());
      }
      assertThat(store.stored()).isEqualTo(expected);
    }
  }

  @Test
  void whatWasAppendedWithoutAReaderIsReadAfterTheNextStart() throws IOException {
    try (WriteAheadBuffer buffer = open(config("none", 1L << 30))) {
      buffer.append(Signal.TRACES, bytes("kept"));
    }
    RecordingStore store = store(Signal.TRACES);
    try (WriteAheadBuffer buffer = open(config("none", 1L << 30))) {
      ConsumerFeed tailing = buffer.register(store);
      BufferStatus.ConsumerStatus before = tailing.status();
      assertThat(before.unreadEntries()).isEqualTo(1);
      assertThat(before.unreadBytes()).isEqualTo(4 + EntryFormat.OVERHEAD);
      tailing.start();
      Await.until("it is stored", () -> store.seen.contains("kept"));
    }
  }

  /** A process that is killed while the queue rolls leaves a file whose header is not complete. */
  @ParameterizedTest
  @ValueSource(ints = {0, 0x80000000, 0xC0000000})
  void aFileThatWasBeingMadeIsNotWaitedFor(int header) throws IOException {
    try (WriteAheadBuffer buffer = open(config("none", 1L << 30))) {
      buffer.append(Signal.LOGS, bytes("kept"));
    }
    Path logs = directory.resolve("buffer").resolve("logs");
    Path unfinished = logs.resolve("29991231-2359V.cq4");
    ByteBuffer start = ByteBuffer.allocate(70_000).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(unfinished, start.putInt(0, header).array());
    RecordingStore store = store(Signal.LOGS);
    try (WriteAheadBuffer buffer = open(config("none", 1L << 30))) {
      ConsumerFeed tailing = buffer.register(store);
      tailing.start();
      buffer.append(Signal.LOGS, bytes("new"));
      Await.until("all are read", () -> tailing.status().unreadEntries() == 0);
    }
    assertThat(store.stored()).containsExactly("kept", "new");
    assertThat(unfinished).doesNotExist();
  }

  @Test
  void concurrentAppendsShareForces() throws IOException {
    try (WriteAheadBuffer buffer = open(config("always", 1L << 30))) {
      List<CompletableFuture<Long>> answers =
          IntStream.range(0, 2_000)
              .parallel()
              .mapToObj(i -> buffer.appendAsync(Signal.METRICS, bytes("m" + i)))
              .toList();
      CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0])).join();
      BufferStatus.QueueStatus status = buffer.status().queues().get(Signal.METRICS.ordinal());
      assertThat(status.appendedEntries()).isEqualTo(2_000);
      assertThat(status.forces()).isBetween(1L, 1_999L);
    }
  }

  @Test
  void entriesAsLargeAsTheLimitAreTaken() throws IOException {
    byte[] large = new byte[64 << 20];
    new Random(1).nextBytes(large);
    List<byte[]> read = new ArrayList<>();
    RecordingStore store = store(Signal.LOGS);
    store.flushEvery = Integer.MAX_VALUE;
    store.beforeTake = text -> read.add(bytes(text.substring(0, 1)));
    try (WriteAheadBuffer buffer = open(config("none", 1L << 30))) {
      for (int i = 0; i < 3; i++) {
        buffer.append(Signal.LOGS, large);
        buffer.append(Signal.LOGS, bytes("small"));
      }
      ConsumerFeed tailing = buffer.register(store);
      tailing.start();
      Await.until("all are read", () -> tailing.status().readEntries() == 6);
      assertThat(tailing.status().quarantinedEntries()).isZero();
      assertThatThrownBy(() -> buffer.append(Signal.LOGS, new byte[(64 << 20) + 1]))
          .isInstanceOf(BufferFullException.class)
          .hasMessageContaining("buffer.max_entry_bytes");
    }
  }

  @Test
  void releasedFilesAreDeletedAndAFullBufferRecovers() throws IOException {
    long maxBytes = 8 << 20;
    RecordingStore store = store(Signal.LOGS);
    store.flushEvery = Integer.MAX_VALUE;
    try (WriteAheadBuffer buffer = open(config("interval", maxBytes))) {
      byte[] chunk = new byte[256 << 10];
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100; i++) {
                  buffer.append(Signal.LOGS, chunk);
                }
              })
          .isInstanceOf(BufferFullException.class)
          .hasMessageContaining("buffer.max_bytes");
      assertThat(buffer.status().problem()).contains("not stored yet");
      assertThat(queueFiles().size()).isGreaterThan(4);

      store.flushEvery = 1;
      ConsumerFeed tailing = buffer.register(store);
      tailing.start();
      Await.until("files are released", () -> queueFiles().size() == 1);
      buffer.append(Signal.LOGS, chunk);
      assertThat(buffer.status().problem()).isNull();
      Await.until("it is read", () -> tailing.status().unreadEntries() == 0);
    }
    // What was released must not be missed after a restart.
    RecordingStore again = store(Signal.LOGS);
    int stored = again.stored().size();
    try (WriteAheadBuffer buffer = open(config("interval", maxBytes))) {
      ConsumerFeed tailing = buffer.register(again);
      tailing.start();
      buffer.append(Signal.LOGS, bytes("next"));
      Await.until("the next one is read", () -> again.seen.contains("next"));
    }
    assertThat(again.stored()).hasSize(stored + 1);
  }

  private List<Path> queueFiles() {
    try (Stream<Path> files = Files.list(directory.resolve("buffer/logs"))) {
      return files.filter(file -> file.toString().endsWith(".cq4")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void tooLittleFreeDiskRefusesAppends() throws IOException {
    BufferConfig config =
        new BufferConfig(
            directory.resolve("buffer"),
            "none",
            Duration.ofMillis(200),
            1L << 30,
            Long.MAX_VALUE / 2,
            1 << 20);
    try (WriteAheadBuffer buffer = open(config)) {
      assertThatThrownBy(() -> buffer.append(Signal.LOGS, bytes("x")))
          .isInstanceOf(BufferFullException.class)
          .hasMessageContaining("buffer.min_free_disk_bytes");
    }
  }

  @Test
  void aPoisonEntryGoesToQuarantineAndTheRestGoesOn() throws IOException {
    RecordingStore store = store(Signal.LOGS);
    store.beforeTake =
        text -> {
          if (text.equals("poison")) {
            throw new IllegalArgumentException("cannot digest this");
          }
        };
    try (WriteAheadBuffer buffer = open(config("none", 1L << 30))) {
      ConsumerFeed tailing = buffer.register(store);
      tailing.start();
      buffer.append(Signal.LOGS, bytes("a"));
      buffer.append(Signal.LOGS, bytes("poison"));
      buffer.append(Signal.LOGS, bytes("b"));
      Await.until("the rest is stored", () -> store.seen.contains("b"));
      assertThat(tailing.status().quarantinedEntries()).isEqualTo(1);
      assertThat(tailing.status().problem()).isNull();
    }
    assertThat(store.stored()).containsExactly("a", "b");
    Path quarantine = directory.resolve("buffer/quarantine/recording-logs");
    try (Stream<Path> files = Files.list(quarantine)) {
      List<Path> kept = files.sorted().toList();
      assertThat(kept).hasSize(2);
      assertThat(kept.get(0)).hasContent("poison");
      assertThat(Files.readString(kept.get(1))).contains("cannot digest this");
    }
  }

  @Test
  void aStoreThatFailsIsTriedAgain() throws IOException {
    AtomicInteger failures = new AtomicInteger(3);
    RecordingStore store = store(Signal.LOGS);
    store.failFlush = true;
    store.beforeTake =
        text -> {
          if (failures.getAndDecrement() > 0) {
            throw new UncheckedIOException(new IOException("planted"));
          }
        };
    try (WriteAheadBuffer buffer = open(config("none", 1L << 30))) {
      ConsumerFeed tailing = buffer.register(store);
      tailing.start();
      buffer.append(Signal.LOGS, bytes("a"));
      Await.until("the flush fails", () -> tailing.status().failedAttempts() >= 4);
      assertThat(buffer.status().problem()).contains("recording-logs cannot flush");
      store.failFlush = false;
      Await.until("it is committed", () -> store.committedPosition() != BufferConsumer.NONE);
      Await.until("it is well again", () -> buffer.status().problem() == null);
      assertThat(tailing.status().quarantinedEntries()).isZero();
    }
    assertThat(store.stored()).containsExactly("a");
  }

  @Test
  void anEntryWhosePagesWereLostGoesToQuarantine() throws IOException {
    try (WriteAheadBuffer buffer = open(config("none", 1L << 30))) {
      buffer.append(Signal.LOGS, bytes("first"));
      buffer.append(Signal.LOGS, bytes("the pages of this one are lost"));
      buffer.append(Signal.LOGS, bytes("third"));
    }
    overwrite(queueFiles().getFirst(), "the pages of this one");
    RecordingStore store = store(Signal.LOGS);
    try (WriteAheadBuffer buffer = open(config("none", 1L << 30))) {
      ConsumerFeed tailing = buffer.register(store);
      tailing.start();
      Await.until("the third is read", () -> store.seen.contains("third"));
      assertThat(tailing.status().quarantinedEntries()).isEqualTo(1);
    }
    assertThat(store.stored()).containsExactly("first", "third");
  }

  private static void overwrite(Path file, String text) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] head = new byte[1 << 20];
      access.read(head);
      int at = new String(head, StandardCharsets.ISO_8859_1).indexOf(text);
      assertThat(at).isPositive();
      access.seek(at);
      access.write(new byte[text.length()]);
    }
  }

  @Test
  void aStoreThatKnowsMoreThanTheQueueIsNotStarved() throws IOException {
    RecordingStore store = store(Signal.LOGS);
    try (WriteAheadBuffer buffer = open(config("none", 1L << 30))) {
      buffer.register(store).start();
      buffer.append(Signal.LOGS, bytes("before"));
      Await.until("it is read", () -> store.seen.contains("before"));
    }
    Files.delete(queueFiles().getFirst());
    try (WriteAheadBuffer buffer = open(config("none", 1L << 30))) {
      buffer.register(store).start();
      buffer.append(Signal.LOGS, bytes("after"));
      Await.until("it is read", () -> store.seen.contains("after"));
    }
  }

  @Test
  void theDirectoryIsForOneProcess() throws IOException {
    try (WriteAheadBuffer buffer = open(config("none", 1L << 30))) {
      assertThatThrownBy(() -> open(config("none", 1L << 30)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
      assertThat(buffer.status().queues()).hasSize(3);
    }
  }
}
