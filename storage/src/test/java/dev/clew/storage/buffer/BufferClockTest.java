package dev.clew.storage.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.Signal;
import dev.clew.testkit.ManualClock;
import dev.clew.testkit.RecordedIncidents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machine's clock jumps; the order of the queue is its own. */
class BufferClockTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  private static final List<Instant> JUMPS =
      List.of(
          NOW,
          NOW.minus(Duration.ofHours(2)),
          NOW.minus(Duration.ofDays(30)),
          NOW.plus(Duration.ofDays(400)),
          NOW,
          Instant.EPOCH,
          Instant.parse("-0001-01-01T00:00:00Z"),
          Instant.parse("2261-01-01T00:00:00Z"),
          NOW);

  @TempDir Path directory;
  private final RecordedIncidents incidents = new RecordedIncidents();

  private WriteAheadBuffer open(ManualClock clock) throws IOException {
    BufferConfig config =
        new BufferConfig(
            directory.resolve("buffer"), "none", Duration.ofMillis(50), 1 << 20, 16 << 20, 1 << 16);
    return WriteAheadBuffer.open(config, new Surroundings(clock, incidents, 256 << 10));
  }

  private RecordingStore store() {
    return new RecordingStore(Signal.LOGS, directory.resolve("store"));
  }

  /** More than a file holds. */
  private static List<String> append(WriteAheadBuffer buffer, String prefix) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String text = prefix + "-" + i + "-" + "z".repeat(8_000);
      buffer.append(Signal.LOGS, text.getBytes(StandardCharsets.US_ASCII));
      texts.add(text);
    }
    return texts;
  }

  @Test
  void jumpsOfARunningProcessDoNotChangeTheOrder() throws IOException {
    ManualClock clock = ManualClock.at(NOW.toString());
    RecordingStore store = store();
    List<String> expected = new ArrayList<>();
    try (WriteAheadBuffer buffer = open(clock)) {
      ConsumerFeed tailing = buffer.register(store);
      tailing.start();
      for (Instant jump : JUMPS) {
        clock.set(jump);
        expected.addAll(append(buffer, jump.toString()));
        Await.until("all is read", () -> tailing.status().unreadEntries() == 0);
      }
    }
    assertThat(store.stored()).isEqualTo(expected);
    assertThat(incidents.events()).isEmpty();
  }

  /** Half of the entries are read by the next run only, under its clock. */
  @Test
  void everyStartTakesUpWhatOthersHaveLeft() throws IOException {
    List<String> expected = new ArrayList<>();
    long committed = BufferConsumer.NONE;
    for (Instant jump : JUMPS) {
      RecordingStore store = store();
      try (WriteAheadBuffer buffer = open(ManualClock.at(jump.toString()))) {
        ConsumerFeed tailing = buffer.register(store);
        expected.addAll(append(buffer, "a" + jump));
        tailing.start();
        Await.until("all is read", () -> tailing.status().unreadEntries() == 0);
        tailing.close();
        assertThat(store.committedPosition()).isGreaterThan(committed);
        committed = store.committedPosition();
        assertThat(store.stored()).isEqualTo(expected);
        expected.addAll(append(buffer, "b" + jump));
      }
    }
    assertThat(incidents.events()).isEmpty();
  }
}
