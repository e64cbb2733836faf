package dev.clew.storage.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.Signal;
import dev.clew.model.health.IncidentKind;
import dev.clew.storage.buffer.file.EntryFormat;
import dev.clew.storage.buffer.file.QueueFile;
import dev.clew.testkit.RecordedIncidents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a start says and reads when somebody or something has been at the files of a queue. */
class BufferDamageTest {
  private static final int ENTRIES = 100;
  private static final int BLOCK_BYTES = 256 << 10;

  @TempDir Path directory;
  private Path buffer;
  private RecordedIncidents incidents = new RecordedIncidents();

  /** Nanoseconds; by the same time the buffer looks at its readers when it likes. */
  private final AtomicLong ahead = new AtomicLong();

  @BeforeEach
  void place() {
    buffer = directory.resolve("buffer");
  }

  private WriteAheadBuffer open() throws IOException {
    incidents = new RecordedIncidents();
    BufferConfig config =
        new BufferConfig(buffer, "none", Duration.ofMillis(50), 1 << 20, 16 << 20, 1 << 16);
    return WriteAheadBuffer.open(
        config,
        new Surroundings(
            Clock.systemUTC(), incidents, BLOCK_BYTES, () -> System.nanoTime() + ahead.get()));
  }

  private RecordingStore store() {
    return new RecordingStore(Signal.LOGS, directory.resolve("logs.store"));
  }

  private static String text(String prefix, int i) {
    return prefix + i + "-" + "x".repeat(700) + ".";
  }

  private static List<String> append(WriteAheadBuffer buffer, String prefix, int count) {
    List<String> texts = IntStream.range(0, count).mapToObj(i -> text(prefix, i)).toList();
    for (String text : texts) {
      buffer.append(Signal.LOGS, text.getBytes(StandardCharsets.ISO_8859_1));
    }
    return texts;
  }

  /** A change of the files, and what may be lost by it. */
  private record Damage(String name, int mostLost, Consumer<DiskImage> change) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static String first(DiskImage image) {
    return image.queueFiles().getFirst();
  }

  static Stream<Damage> damages() {
    return Stream.of(
        new Damage(
            "the last 20 KB used are zeros",
            29,
            image -> {
              int used = image.used(first(image));
              image.zero(first(image), used - 20_000, used);
            }),
        new Damage(
            "the file is cut off",
            60,
            image -> {
              byte[] bytes = image.bytes(first(image));
              image.put(first(image), java.util.Arrays.copyOf(bytes, 66_000));
            }),
        new Damage("the file is empty", ENTRIES, image -> image.put(first(image), new byte[0])),
        new Damage("the file is gone", ENTRIES, image -> image.remove(first(image))),
        new Damage("a page in the middle", 8, image -> image.zero(first(image), 61_440, 65_536)),
        new Damage("the page of the header", 0, image -> image.zero(first(image), 0, 4096)),
        new Damage("a page of the index", 0, image -> image.zero(first(image), 16_384, 20_480)),
        new Damage("all pages of the index", 0, image -> image.zero(first(image), 0, 33_000)),
        new Damage(
            "bytes flipped all over",
            13,
            image -> {
              byte[] bytes = image.bytes(first(image));
              for (int at = 100; at < image.used(first(image)); at += 9_001) {
                bytes[at] ^= 0x40;
              }
            }),
        new Damage(
            "noise in the table of the library",
            0,
            image -> new Random(1).nextBytes(image.bytes("logs/metadata.cq4t"))),
        new Damage("an empty table", 0, image -> image.put("logs/metadata.cq4t", new byte[0])),
        new Damage("no table", 0, image -> image.remove("logs/metadata.cq4t")),
        new Damage("noise in the mark of a clean end", 0, image -> image.bytes("logs/end")[5]++));
  }

  /** Nobody has read the entries yet. */
  @ParameterizedTest
  @MethodSource("damages")
  void whatIsNotDamagedIsReadAndTheRestIsTold(Damage damage) throws IOException {
    RecordingStore first = store();
    List<String> all = new ArrayList<>();
    try (WriteAheadBuffer buffer = open()) {
      ConsumerFeed tailing = buffer.register(first);
      all.addAll(append(buffer, "first", 1));
      tailing.start();
      Await.until("it is committed", () -> first.committedPosition() > 0);
      tailing.close();
      all.addAll(append(buffer, "old", ENTRIES));
    }
    DiskImage before = DiskImage.of(buffer);
    DiskImage after = DiskImage.of(buffer);
    damage.change.accept(after);
    dev.clew.storage.files.DurableFiles.deleteDirectory(buffer);
    after.write(buffer);
    List<String> expected = new ArrayList<>();
    expected.add(all.getFirst());
    all.stream().skip(1).filter(text -> after.holds(before, "logs", text)).forEach(expected::add);
    long lost = all.size() - expected.size();
    assertThat(lost).isBetween(damage.mostLost == 0 ? 0L : 1L, (long) damage.mostLost);

    RecordingStore store = store();
    try (WriteAheadBuffer buffer = open()) {
      ConsumerFeed tailing = buffer.register(store);
      tailing.start();
      expected.addAll(append(buffer, "new", 40));
      Await.until("all is read", () -> tailing.status().unreadEntries() == 0);
      assertThat(store.stored()).isEqualTo(expected);
      BufferStatus.ConsumerStatus status = tailing.status();
      assertThat(status.missingEntries() + status.quarantinedEntries()).isEqualTo(lost);
    }
    assertThat(incidents.events().isEmpty()).isEqualTo(lost == 0 && !damage.name.contains("page"));
    if (lost > 0) {
      assertThat(incidents.events())
          .anyMatch(event ->
              event.kind() == IncidentKind.DAMAGED || event.kind() == IncidentKind.MISSING);
    }
    goesOnInPeace(expected);
  }

  private void goesOnInPeace(List<String> expected) throws IOException {
    RecordingStore store = store();
    try (WriteAheadBuffer buffer = open()) {
      buffer.register(store).start();
      expected.addAll(append(buffer, "again", 1));
      Await.until("it is read", () -> store.stored().size() == expected.size());
    }
    assertThat(store.stored()).isEqualTo(expected);
    assertThat(incidents.events()).isEmpty();
  }

  /** Every store had all of it: nothing is missing, and yet a disk that loses things is told. */
  @Test
  void damageToWhatWasStoredIsToldToo() throws IOException {
    List<String> expected;
    RecordingStore first = store();
    try (WriteAheadBuffer buffer = open()) {
      buffer.register(first).start();
      expected = new ArrayList<>(append(buffer, "old", ENTRIES));
      Await.until("all is read", () -> first.stored().size() == ENTRIES);
    }
    DiskImage image = DiskImage.of(buffer);
    int used = image.used(first(image));
    image.zero(first(image), used - 20_000, used);
    image.write(buffer);

    RecordingStore store = store();
    try (WriteAheadBuffer buffer = open()) {
      ConsumerFeed tailing = buffer.register(store);
      tailing.start();
      expected.addAll(append(buffer, "new", 40));
      Await.until("all is read", () -> store.stored().size() == expected.size());
      assertThat(tailing.status().missingEntries()).isZero();
    }
    assertThat(store.stored()).isEqualTo(expected);
    assertThat(incidents.events())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.kind()).isEqualTo(IncidentKind.DAMAGED);
          assertThat(event.amount()).isBetween(25L, 29L);
          assertThat(event.sentence())
              .matches("a file of the logs buffer damaged \\(.*\\.cq4\\): 2. entries .*");
        });
    goesOnInPeace(expected);
  }

  @Test
  void aFileOfSeveralThatIsGoneIsCounted() throws IOException {
    RecordingStore store = store();
    List<String> all = new ArrayList<>();
    try (WriteAheadBuffer buffer = open()) {
      ConsumerFeed tailing = buffer.register(store);
      all.addAll(append(buffer, "first", 1));
      tailing.start();
      Await.until("it is committed", () -> store.committedPosition() > 0);
      tailing.close();
      all.addAll(append(buffer, "old", 600)); // 128 KiB each
    }
    DiskImage before = DiskImage.of(buffer);
    List<String> names = before.queueFiles();
    assertThat(names).hasSizeGreaterThan(3);
    Files.delete(buffer.resolve(names.get(1)));
    DiskImage after = DiskImage.of(buffer);
    List<String> expected =
        new ArrayList<>(all.stream().filter(text -> after.holds(before, "logs", text)).toList());
    long lost = all.size() - expected.size();
    assertThat(lost).isGreaterThan(100);

    RecordingStore again = store();
    try (WriteAheadBuffer buffer = open()) {
      ConsumerFeed tailing = buffer.register(again);
      tailing.start();
      Await.until("all is read", () -> tailing.status().unreadEntries() == 0);
      assertThat(tailing.status().missingEntries()).isEqualTo(lost);
    }
    assertThat(again.stored()).isEqualTo(expected);
    assertThat(incidents.events())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.kind()).isEqualTo(IncidentKind.MISSING);
          assertThat(event.amount()).isEqualTo(lost);
          assertThat(event.sentence())
              .contains("recording-logs did not get " + lost + " entries of logs");
        });
    goesOnInPeace(expected);
  }

  /** A store may know more than is left of the queue; what comes later must not hide behind it. */
  @Test
  void newEntriesAreBehindWhatAStoreHasCommitted() throws IOException {
    RecordingStore first = store();
    List<String> expected;
    try (WriteAheadBuffer buffer = open()) {
      buffer.register(first).start();
      expected = new ArrayList<>(append(buffer, "old", ENTRIES));
      Await.until("all is read", () -> first.stored().size() == ENTRIES);
      Await.until("all is committed", () -> first.committedPosition() == ENTRIES);
    }
    DiskImage image = DiskImage.of(buffer);
    image.remove("logs/end"); // the power failed
    int at = image.used(first(image)) * 2 / 3;
    image.zero(first(image), at, image.used(first(image)));
    image.zero(first(image), 0, 4096);
    image.write(buffer);
    Files.delete(buffer.resolve("logs/end"));
    RecordingStore store = store();
    try (WriteAheadBuffer buffer = open()) {
      buffer.register(store).start();
      expected.addAll(append(buffer, "new", 3));
      Await.until("the new ones are read", () -> store.stored().size() == expected.size());
      Await.until(
          "the new ones are committed behind it", () -> store.committedPosition() == ENTRIES + 3);
    }
    assertThat(store.stored()).isEqualTo(expected);
  }

  /** What a sender writes into a payload is no entry, wherever the reader has to search. */
  @Test
  void anEntryInsideAPayloadIsNotTakenForOne() throws IOException {
    byte[] fake;
    try (WriteAheadBuffer buffer = open()) {
      append(buffer, "first", 1);
      fake = DiskImage.of(this.buffer).bytes(first(DiskImage.of(this.buffer)));
      fake = java.util.Arrays.copyOfRange(fake, QueueFile.FIRST_FRAME, QueueFile.FIRST_FRAME + 800);
      fake[8 + EntryFormat.SALT_AT - 4] ^= 1; // a sender cannot know it
      buffer.append(Signal.LOGS, fake);
      append(buffer, "last", 1);
    }
    DiskImage image = DiskImage.of(buffer);
    // The frame of the second entry and its head.
    int second = QueueFile.FIRST_FRAME + 4 + EntryFormat.OVERHEAD + text("first", 0).length();
    image.zero(first(image), second, second + 40);
    image.write(buffer);
    RecordingStore store = store();
    try (WriteAheadBuffer buffer = open()) {
      ConsumerFeed tailing = buffer.register(store);
      tailing.start();
      Await.until("all is read", () -> tailing.status().unreadEntries() == 0);
      assertThat(tailing.status().missingEntries()).isEqualTo(1);
    }
    assertThat(store.stored()).containsExactly(text("first", 0), text("last", 0));
  }

  @Test
  void aFileThatIsDeletedUnderTheProcessIsTold() throws IOException {
    RecordingStore store = store();
    try (WriteAheadBuffer buffer = open()) {
      ConsumerFeed tailing = buffer.register(store);
      append(buffer, "old", 7);
      Files.delete(this.buffer.resolve(first(DiskImage.of(this.buffer))));
      tailing.start();
      Await.until("it is told", () -> tailing.status().missingEntries() == 7);
      List<String> expected = append(buffer, "new", 3);
      Await.until("the new ones are read", () -> store.stored().equals(expected));
    }
  }

  @Test
  void aFileThatIsNoneIsLeftAlone() throws IOException {
    Files.createDirectories(buffer.resolve("logs"));
    Path other = Files.write(buffer.resolve("logs/copy-of-a-file.cq4"), new byte[] {1, 2, 3});
    RecordingStore store = store();
    try (WriteAheadBuffer buffer = open()) {
      ConsumerFeed tailing = buffer.register(store);
      for (int minutes = 0; minutes < 4; minutes++) {
        ahead.addAndGet(Duration.ofMinutes(1).toNanos());
        tailing.watch(System.nanoTime() + ahead.get());
      }
      assertThat(incidents.raised()).singleElement().asString().contains("nobody reads");
      buffer.append(Signal.LOGS, new byte[] {1});
    }
    assertThat(other).doesNotExist();
    assertThat(buffer.resolve("logs/earlier/copy-of-a-file.cq4")).exists();
  }
}
