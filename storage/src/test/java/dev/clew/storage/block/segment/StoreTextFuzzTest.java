package dev.clew.storage.block.segment;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.model.time.GuardedClock;
import dev.clew.storage.block.TestRows;
import dev.clew.storage.files.Checksums;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * A store's files of lines: whatever the lines, once their checksum is right they are read, and
 * read again when written again, or it is said what is wrong with them.
 */
class StoreTextFuzzTest {
  private static Path directory;

  @BeforeAll
  static void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("store-text-fuzz");
    Files.createDirectory(directory.resolve("deletions"));
  }

  @AfterAll
  static void removeDirectory() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void writeSealed(Path file, byte[] lines) throws IOException {
    String text = new String(lines, StandardCharsets.ISO_8859_1);
    if (!text.endsWith("\n")) {
      text += "\n";
    }
    byte[] body = text.getBytes(StandardCharsets.ISO_8859_1);
    String whole = text + String.format("crc32c %08x\n", Checksums.crc32c(body));
    Files.write(file, whole.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Any bytes, also without a checksum. */
  @FuzzTest
  void text(byte[] bytes) throws IOException {
    Path file = directory.resolve("text");
    Files.write(file, bytes);
    try {
      assertThat(ChecksummedText.read(file, "fuzz 1").all("")).isNotNull();
    } catch (IOException e) {
      assertThat(e.getMessage()).startsWith(file.toString());
    }
  }

  @FuzzTest
  void manifest(byte[] lines) throws IOException {
    Path file = directory.resolve(Manifest.FILE_NAME);
    writeSealed(file, lines);
    Manifest manifest;
    try {
      manifest = Manifest.read(directory);
    } catch (IOException e) {
      assertThat(e.getMessage()).startsWith(file.toString());
      return;
    }
    manifest.write(directory);
    assertThat(Manifest.read(directory)).isEqualTo(manifest);
  }

  @FuzzTest
  void label(byte[] lines) throws IOException {
    writeSealed(directory.resolve(SegmentLabel.FILE_NAME), lines);
    SegmentLabel label;
    try {
      label = SegmentLabel.read(directory);
    } catch (IOException e) {
      assertThat(e.getMessage()).startsWith(directory.toString());
      return;
    }
    label.write(directory);
    assertThat(SegmentLabel.read(directory)).isEqualTo(label);
  }

  @FuzzTest
  void deletion(byte[] lines) throws IOException {
    Path file = directory.resolve("deletions").resolve("1");
    writeSealed(file, lines);
    Tombstones tombstones =
        new Tombstones(
            directory,
            TestRows.SCHEMA,
            StoreIncidents.none().shelf(directory, GuardedClock.of(Clock.systemUTC())),
            StoreIncidents.none(),
            step -> {});
    try {
      tombstones.open(7);
      assertThat(tombstones.active().size()).isLessThanOrEqualTo(1);
    } catch (IOException e) {
      assertThat(e.getMessage()).startsWith(file.toString());
    }
  }
}
