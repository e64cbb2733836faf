package dev.clew.storage.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.Signal;
import dev.clew.model.health.IncidentKind;
import dev.clew.storage.files.DurableFiles;
import dev.clew.testkit.RecordedIncidents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the disk as it may be after a power failure, or after damage, and starts on it: every entry
 * whose bytes are there is read once and in order, what is not there is told, and what comes later
 * is read.
 *
 * <p>More rounds, or others: {@code -Dclew.powerFailure.rounds=3000 -Dclew.powerFailure.first=1}.
 */
class PowerFailureTest {
  private static final int FIRST = Integer.getInteger("clew.powerFailure.first", 1);
  private static final int ROUNDS = Integer.getInteger("clew.powerFailure.rounds", 90);

  private static final int BLOCK_BYTES = 256 << 10;

  @TempDir Path temporary;

  @Test
  void whatIsThereIsReadAndWhatIsNotIsTold() throws IOException {
    for (int seed = FIRST; seed < FIRST + ROUNDS; seed++) {
      Path directory = temporary.resolve("round-" + seed);
      Files.createDirectories(directory);
      try {
        new Round(seed, directory).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
      DurableFiles.deleteDirectory(directory);
    }
  }

  private static final class Round {
    private final Random random;
    private final Path before;
    private final Path after;
    private final boolean clean;
    private final boolean damaged;
    private final Map<Signal, List<String>> appended = new EnumMap<>(Signal.class);

    Round(int seed, Path directory) {
      this.random = new Random(seed * 31L);
      this.before = directory.resolve("before");
      this.after = directory.resolve("after");
      this.clean = seed % 3 == 2;
      this.damaged = seed % 3 > 0;
      for (Signal signal : Signal.values()) {
        appended.put(signal, new ArrayList<>());
      }
    }

    void run() throws IOException {
      Files.createDirectories(after);
      DiskImage forced;
      DiskImage now;
      try (WriteAheadBuffer buffer = open(before, new RecordedIncidents())) {
        appendSome(buffer, 1 + random.nextInt(60));
        storeSome(buffer);
        buffer.force();
        forced = DiskImage.of(before);
        appendSome(buffer, random.nextInt(60));
        now = DiskImage.of(before);
      }
      if (clean) {
        now = DiskImage.of(before);
        forced = now;
      }
      DiskImage left = DiskImage.afterPowerFailure(forced, now, random);
      if (damaged) {
        left.damage(random);
      }
      left.write(after.resolve("buffer"));
      Map<Signal, List<String>> expected = new EnumMap<>(Signal.class);
      startAgain(now, left, expected);
      oncemore(expected);
    }

    private WriteAheadBuffer open(Path directory, RecordedIncidents incidents) throws IOException {
      BufferConfig config =
          new BufferConfig(
              directory.equals(before) ? before : directory.resolve("buffer"),
              "none",
              Duration.ofMillis(50),
              1 << 20, // so that files are full after 128 KiB
              16 << 20,
              1 << 16);
      return WriteAheadBuffer.open(
          config, new Surroundings(Clock.systemUTC(), incidents, BLOCK_BYTES));
    }

    private void appendSome(WriteAheadBuffer buffer, int count) {
      int size = new int[] {20, 200, 3_000, 9_000}[random.nextInt(4)];
      for (int i = 0; i < count; i++) {
        for (Signal signal : Signal.values()) {
          List<String> list = appended.get(signal);
          String text = signal.id() + "-" + list.size() + "-" + padding(random.nextInt(size));
          list.add(text);
          buffer.append(signal, text.getBytes(StandardCharsets.ISO_8859_1));
        }
      }
    }

    /** Never zero: a lost page is one. */
    private String padding(int length) {
      StringBuilder padding = new StringBuilder();
      for (int i = 0; i < length; i++) {
        padding.append((char) ('a' + random.nextInt(26)));
      }
      return padding + ".";
    }

    /** In half of the cases a store has committed some of the entries. */
    private void storeSome(WriteAheadBuffer buffer) {
      for (Signal signal : Signal.values()) {
        if (random.nextBoolean()) {
          RecordingStore store = store(signal);
          store.flushEvery = 1 + random.nextInt(appended.get(signal).size());
          try (ConsumerFeed tailing = buffer.register(store)) {
            tailing.start();
            Await.until("it is read", () -> tailing.status().unreadEntries() == 0);
          }
        }
      }
    }

    private RecordingStore store(Signal signal) {
      return new RecordingStore(signal, after.resolve(signal.id() + ".store"));
    }

    private void startAgain(DiskImage now, DiskImage left, Map<Signal, List<String>> expected)
        throws IOException {
      RecordedIncidents incidents = new RecordedIncidents();
      try (WriteAheadBuffer buffer = open(after, incidents)) {
        for (Signal signal : Signal.values()) {
          RecordingStore store = store(signal);
          List<String> stored = new ArrayList<>(store.stored());
          ConsumerFeed tailing = buffer.register(store);
          boolean unread = random.nextBoolean();
          if (unread) {
            tailing.start();
          }
          int committed = stored.size();
          List<String> all = appended.get(signal);
          assertThat(stored).isEqualTo(all.subList(0, committed));
          int lastThere = committed;
          for (int i = committed; i < all.size(); i++) {
            if (left.holds(now, signal.id(), all.get(i))) {
              stored.add(all.get(i));
              lastThere = i + 1;
            }
          }
          long lost = lastThere - stored.size();
          long lostWithEnd = all.size() - stored.size();
          for (int i = 0; i < 5; i++) {
            String text = "new-" + signal.id() + i;
            buffer.append(signal, text.getBytes(StandardCharsets.ISO_8859_1));
            stored.add(text);
          }
          if (!unread) {
            tailing.start();
          }
          Await.until("all is read", () -> tailing.status().unreadEntries() == 0);
          assertThat(store.stored()).isEqualTo(stored);
          BufferStatus.ConsumerStatus status = tailing.status();
          long told = status.missingEntries() + status.quarantinedEntries();
          assertThat(told).isLessThanOrEqualTo(lostWithEnd);
          // A store that never committed cannot know that the first file of all is gone.
          if (committed > 0) {
            assertThat(told).isGreaterThanOrEqualTo(lost);
          }
          if (clean) {
            assertThat(told).isEqualTo(lostWithEnd);
          }
          if (clean ? lostWithEnd > 0 : lost > 0 && committed > 0) {
            assertThat(incidents.events())
                .as(
                    "%s: %d lost, %d with the end, %d told, %d committed",
                    signal, lost, lostWithEnd, told, committed)
                .anyMatch(event -> event.sentence().contains(signal.id()));
          }
          expected.put(signal, stored);
        }
      }
    }

    private void oncemore(Map<Signal, List<String>> expected) throws IOException {
      RecordedIncidents incidents = new RecordedIncidents();
      try (WriteAheadBuffer buffer = open(after, incidents)) {
        for (Signal signal : Signal.values()) {
          RecordingStore store = store(signal);
          ConsumerFeed tailing = buffer.register(store);
          tailing.start();
          buffer.append(signal, "last".getBytes(StandardCharsets.ISO_8859_1));
          Await.until("all is read", () -> tailing.status().unreadEntries() == 0);
          expected.get(signal).add("last");
          assertThat(store.stored()).isEqualTo(expected.get(signal));
        }
      }
      assertThat(incidents.events())
          .filteredOn(event -> event.kind() != IncidentKind.QUARANTINED)
          .isEmpty();
    }
  }
}
