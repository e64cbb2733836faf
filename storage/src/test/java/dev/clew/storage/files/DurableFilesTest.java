package dev.clew.storage.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
  @TempDir Path directory;

  @Test
  void replaceLeavesTheNewContentAndNothingElse() throws IOException {
    Path file = directory.resolve("manifest");
    DurableFiles.replace(file, "old".getBytes(StandardCharsets.US_ASCII));
    DurableFiles.replace(file, "new".getBytes(StandardCharsets.US_ASCII));
    assertThat(file).hasContent("new");
    assertThat(children()).containsExactly("manifest");
  }

  @Test
  void deleteDirectoryDeletesAll() throws IOException {
    Path day = Files.createDirectories(directory.resolve("2026-11-21/segment-1"));
    Files.writeString(day.resolve("data"), "x");
    DurableFiles.deleteDirectory(directory.resolve("2026-11-21"));
    DurableFiles.deleteDirectory(directory.resolve("2026-11-20"));
    assertThat(children()).isEmpty();
  }

  @Test
  void emptyTrashFinishesWhatACrashLeft() throws IOException {
    Files.writeString(directory.resolve("manifest.tmp"), "half");
    Files.writeString(
        Files.createDirectories(directory.resolve(".trash-2026-11-01-1/a")).resolve("b"), "x");
    Files.writeString(directory.resolve("manifest"), "whole");
    DurableFiles.emptyTrash(directory);
    assertThat(children()).containsExactly("manifest");
  }

  private java.util.List<String> children() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void checksumsAreThoseOfRfc3720() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertThat(Checksums.crc32c(digits)).isEqualTo(0xe3069283);
    assertThat(Checksums.crc32c(ByteBuffer.wrap(digits))).isEqualTo(0xe3069283);
    assertThat(Checksums.crc32c(digits, 1, 3))
        .isEqualTo(Checksums.crc32c("234".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void aDirectoryIsLockedOnceAndCanBeLockedAgainAfterwards() throws IOException {
    Path data = directory.resolve("data");
    try (DirectoryLock lock = DirectoryLock.acquire(data)) {
      assertThatThrownBy(() -> DirectoryLock.acquire(data))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
    }
    DirectoryLock.acquire(data).close();
  }
}
