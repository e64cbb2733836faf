package dev.clew.tracestore;

import dev.clew.model.Signal;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.storage.files.Checksums;
import dev.clew.storage.files.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the state of the span metrics beside the spans, one file per commit: {@code
 * red-<position>.state}, the position in decimal. The file is durable before the spans up to that
 * position are committed, and the older ones are deleted afterwards; so the file that is named by
 * the committed position is always there and belongs to exactly those spans.
 *
 * <p>Content: the state ({@link dev.clew.tracestore.red.SpanMetrics#snapshot}), then its CRC32C as
 * four bytes, big-endian.
 */
final class RedStateFiles {
  static final String FOLDER = "span-metrics";

  private static final String PREFIX = "red-";
  private static final String SUFFIX = ".state";
  static final String GLOB = PREFIX + "*" + SUFFIX;

  private final Path directory;

  private final Incidents incidents;

  RedStateFiles(Path directory, Incidents incidents) throws IOException {
    this.directory = directory;
    this.incidents = incidents;
    DurableFiles.createDirectories(directory);
  }

  private Path file(long position) {
    return directory.resolve(PREFIX + position + SUFFIX);
  }

  void write(long position, byte[] state) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(state.length + Integer.BYTES);
    content.put(state).putInt(Checksums.crc32c(state));
    DurableFiles.replace(file(position), content.array());
  }

  /**
   * The state that belongs to a position; empty when there is none, or when it is damaged: then the
   * counters start from zero, which readers of counters understand.
   */
  byte[] read(long position) throws IOException {
    Path file = file(position);
    if (!Files.exists(file)) {
      if (position >= 0) {
        incidents.happened(
            Signal.TRACES.id(),
            IncidentKind.MISSING,
            1,
            "the counters of the span metrics are missing and start from zero: " + file);
      }
      return new byte[0];
    }
    byte[] content = Files.readAllBytes(file);
    byte[] state = state(content);
    if (state == null) {
      DurableFiles.rename(file, file.resolveSibling(file.getFileName() + ".damaged"));
      incidents.happened(
          Signal.TRACES.id(),
          IncidentKind.DAMAGED,
          1,
          "the counters of the span metrics are unreadable and start from zero: " + file);
      return new byte[0];
    }
    return state;
  }

  /** What a file holds; null when it is damaged. */
  static byte @Nullable [] state(byte[] content) {
    int length = content.length - Integer.BYTES;
    if (length < 0) {
      return null;
    }
    byte[] state = Arrays.copyOf(content, length);
    return ByteBuffer.wrap(content).getInt(length) == Checksums.crc32c(state) ? state : null;
  }

  /** Deletes what belongs to other positions. */
  void keepOnly(long position) throws IOException {
    Path kept = file(position);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, GLOB)) {
      for (Path file : files) {
        if (!file.equals(kept)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
