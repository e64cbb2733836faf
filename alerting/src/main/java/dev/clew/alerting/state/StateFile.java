package dev.clew.alerting.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JSON document that is replaced as a whole: written beside, synced, renamed over, so that after
 * a kill or a power cut either the old or the new one is there. Thread-safe.
 */
public final class StateFile {
  private static final Logger logger = LoggerFactory.getLogger(StateFile.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path path;

  public StateFile(Path path) {
    this.path = path;
  }

  /**
   * The document; null when there is none. A document that cannot be read is put aside under the
   * name {@code *.unreadable}, because alerting without memory is better than none.
   */
  public synchronized @Nullable JsonNode read() throws IOException {
    if (!Files.exists(path)) {
      return null;
    }
    try {
      JsonNode document = JSON.readTree(Files.readAllBytes(path));
      if (document != null && document.isObject()) {
        return document;
      }
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      logger.error("{}: not JSON, at {}", path, e.getLocation());
    }
    Path aside = path.resolveSibling(path.getFileName() + ".unreadable");
    Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
    logger.error("{} was unreadable and is now {}; going on without it", path, aside);
    return null;
  }

  /** Replaces the document; when it returns the new one survives a power cut. */
  public synchronized void write(JsonNode document) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(document));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(
        temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    if (parent != null) {
      try (FileChannel directory = FileChannel.open(parent)) {
        directory.force(true);
      }
    }
  }
}
