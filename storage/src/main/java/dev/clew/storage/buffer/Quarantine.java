package dev.clew.storage.buffer;

import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.health.Severity;
import dev.clew.storage.buffer.file.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that a store could not take, kept for people to look at: {@code <position>.pb} holds the
 * bytes as they were received, {@code <position>.txt} says why. An entry that fails again after a
 * restart replaces its files. Used by one thread.
 */
final class Quarantine {
  private static final Logger log = LoggerFactory.getLogger(Quarantine.class);

  static final String FOLDER = "quarantine";
  static final String REQUEST = ".pb";
  static final String REASON = ".txt";

  /** Beyond this a fault repeats itself, and files about it would only fill the disk. */
  private static final int MOST_ENTRIES = 200;

  /** Room for a few requests of the greatest size; the disk belongs to what can be stored. */
  private static final long MOST_BYTES = 256 << 20;

  /** So often a full directory is looked at again: somebody may have emptied it. */
  private static final long LOOK_NANOS = 10_000_000_000L;

  private final Path directory;
  private final Incidents.Condition full;
  private boolean looked;
  private long lookedNanos;
  private long entries;
  private long bytes;

  Quarantine(Path directory, Incidents incidents) {
    this.directory = directory;
    this.full = incidents.condition("buffer", IncidentKind.LIMITED);
  }

  /** Keeps the request if there is room; what is wrong is in the log in any case. */
  void put(long position, Request request, String reason) {
    String name = HexFormat.of().toHexDigits(position);
    try {
      Files.createDirectories(directory);
      if (isFull(request.length() + reason.length())) {
        return;
      }
      Files.write(
          directory.resolve(name + REQUEST), Arrays.copyOf(request.payload(), request.length()));
      Files.writeString(directory.resolve(name + REASON), reason + "\n", StandardCharsets.UTF_8);
      entries++;
      bytes += request.length() + reason.length();
    } catch (IOException e) {
      log.warn("Cannot keep entry {} in quarantine at {}", name, directory, e);
    }
  }

  private boolean isFull(long more) throws IOException {
    if (!looked || (hasNoRoom(more) && System.nanoTime() - lookedNanos > LOOK_NANOS)) {
      look();
    }
    if (!hasNoRoom(more)) {
      full.clear();
      return false;
    }
    full.raise(
        Severity.DEGRADED,
        "the quarantine "
            + directory
            + " is full ("
            + entries
            + " requests of at most "
            + MOST_ENTRIES
            + ", "
            + bytes
            + " bytes of at most "
            + MOST_BYTES
            + "): requests that cannot be stored are counted and no longer kept until files are"
            + " deleted there");
    return true;
  }

  private boolean hasNoRoom(long more) {
    return entries >= MOST_ENTRIES || bytes + more > MOST_BYTES;
  }

  private void look() throws IOException {
    looked = true;
    lookedNanos = System.nanoTime();
    entries = 0;
    bytes = 0;
    List<Path> found;
    try (Stream<Path> files = Files.list(directory)) {
      found = files.toList();
    }
    for (Path file : found) {
      bytes += Files.size(file);
      entries += file.toString().endsWith(REQUEST) ? 1 : 0;
    }
  }
}
