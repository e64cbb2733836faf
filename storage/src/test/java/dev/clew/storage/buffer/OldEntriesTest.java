package dev.clew.storage.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.Signal;
import dev.clew.testkit.RecordedIncidents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queues of versions whose entries had their position only from their place in the file. */
class OldEntriesTest {
  private static final long PERIOD_MILLIS = Duration.ofMinutes(5).toMillis();
  private static final int BLOCK_BYTES = 256 << 10;

  @TempDir Path directory;
  private final RecordedIncidents incidents = new RecordedIncidents();

  /** Two files of fifty entries; returns their positions. */
  private List<Long> appendOldEntries() {
    List<Long> positions = new ArrayList<>();
    long[] now = {Duration.ofDays(20_000).toMillis()};
    try (SingleChronicleQueue queue =
            SingleChronicleQueueBuilder.binary(directory.resolve("buffer/logs"))
                .rollCycle(RollCycles.FIVE_MINUTELY)
                .timeProvider(() -> now[0])
                .blockSize(BLOCK_BYTES)
                .build();
        ExcerptAppender appender = queue.createAppender()) {
      for (int i = 0; i < 100; i++) {
        try (DocumentContext document = appender.writingDocument()) {
          Bytes<?> out = document.wire().bytes();
          byte[] payload = ("old-" + i + "-" + "y".repeat(400)).getBytes(StandardCharsets.US_ASCII);
          out.writeByte((byte) 1);
          out.writeLong(1_700_000_000_000_000_000L + i);
          out.writeInt(oldChecksum(1_700_000_000_000_000_000L + i, payload));
          out.write(payload);
        }
        positions.add(appender.lastIndexAppended());
        now[0] += i == 49 ? PERIOD_MILLIS : 0;
      }
    }
    return positions;
  }

  private static int oldChecksum(long receivedNanos, byte[] payload) {
    CRC32C crc = new CRC32C();
    crc.update(1);
    for (int shift = 0; shift < 64; shift += 8) {
      crc.update((int) (receivedNanos >>> shift));
    }
    crc.update(payload);
    return (int) crc.getValue();
  }

  private RecordingStore readAll(long committed) throws IOException {
    RecordingStore store =
        new RecordingStore(Signal.LOGS, directory.resolve("store")) {
          @Override
          public long committedPosition() {
            return Math.max(committed, super.committedPosition());
          }
        };
    BufferConfig config =
        new BufferConfig(
            directory.resolve("buffer"), "none", Duration.ofMillis(50), 1 << 20, 16 << 20, 1 << 16);
    try (WriteAheadBuffer buffer =
        WriteAheadBuffer.open(
            config, new Surroundings(Clock.systemUTC(), incidents, BLOCK_BYTES))) {
      ConsumerFeed tailing = buffer.register(store);
      tailing.start();
      buffer.append(Signal.LOGS, "new".getBytes(StandardCharsets.US_ASCII));
      Await.until("all is read", () -> tailing.status().unreadEntries() == 0);
    }
    return store;
  }

  private static List<String> names(RecordingStore store) {
    return store.stored().stream().map(text -> text.replaceAll("-y+$", "")).toList();
  }

  private static List<String> expected(int from) {
    List<String> expected = new ArrayList<>();
    for (int i = from; i < 100; i++) {
      expected.add("old-" + i);
    }
    expected.add("new");
    return expected;
  }

  @Test
  void theyAreReadFromTheFirst() throws IOException {
    List<Long> positions = appendOldEntries();
    RecordingStore store = readAll(BufferConsumer.NONE);
    assertThat(names(store)).isEqualTo(expected(0));
    assertThat(store.committedPosition()).isGreaterThan(positions.getLast());
    assertThat(incidents.events()).isEmpty();
  }

  @Test
  void aStoreGoesOnWhereItHadCommitted() throws IOException {
    long committed = appendOldEntries().get(70);
    assertThat(names(readAll(committed))).isEqualTo(expected(71));
    assertThat(incidents.events()).isEmpty();
  }

  @Test
  void whatIsBehindADamagedPlaceIsRead() throws IOException {
    long committed = appendOldEntries().get(10);
    DiskImage image = DiskImage.of(directory.resolve("buffer"));
    String name = image.queueFiles().getFirst();
    image.zero(name, 45_056, 49_152); // from within old-28 to within old-38
    image.write(directory.resolve("buffer"));
    List<String> read = names(readAll(committed));
    assertThat(read).containsAll(expected(40)).contains("old-11", "old-27");
    assertThat(read).doesNotHaveDuplicates().doesNotContain("old-10");
    assertThat(incidents.events()).anyMatch(event -> event.sentence().contains("did not get"));
    assertThat(incidents.events()).anyMatch(event -> event.sentence().contains("damaged ("));
  }
}
