package dev.clew.alerting.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.health.Severity;
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

  private static final String PART = "alerting";

  private final Path path;
  private final Incidents incidents;
  private final Incidents.Condition unwritable;

  public StateFile(Path path, Incidents incidents) {
    this.path = path;
    this.incidents = incidents;
    this.unwritable = incidents.condition(PART, IncidentKind.NOT_WRITABLE);
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
    setAside();
    return null;
  }

  /** The document makes no sense; the next {@link #read} finds none. */
  public synchronized void setAside() throws IOException {
    Path aside = path.resolveSibling(path.getFileName() + ".unreadable");
    if (Files.exists(path)) {
      Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
    }
    incidents.happened(
        PART,
        IncidentKind.DAMAGED,
        1,
        path + " was unreadable and is now " + aside.getFileName() + "; alerting began without it");
  }

  /** Replaces the document; when it returns the new one survives a power cut. */
  public synchronized void write(JsonNode document) throws IOException {
    try {
      replace(document);
      unwritable.clear();
    } catch (IOException e) {
      unwritable.raise(
          Severity.DEGRADED,
          path + " cannot be written, a restart would forget what has changed: " + e.getMessage());
      throw e;
    }
  }

  private void replace(JsonNode document) throws IOException {
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
