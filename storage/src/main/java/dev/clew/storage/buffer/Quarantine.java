package dev.clew.storage.buffer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that a store could not take, kept for people to look at: {@code <position>.pb} holds the
 * bytes as they were received, {@code <position>.txt} says why. An entry that fails again after a
 * restart replaces its files.
 */
final class Quarantine {
  private static final Logger log = LoggerFactory.getLogger(Quarantine.class);

  /** Beyond this a fault repeats itself, and files about it would only fill the disk. */
  private static final int MOST_ENTRIES = 200;

  private final Path directory;

  Quarantine(Path directory) {
    this.directory = directory;
  }

  void put(long position, EntryFormat.Entry entry, String reason) {
    String name = HexFormat.of().toHexDigits(position);
    try {
      Files.createDirectories(directory);
      if (isFull()) {
        return;
      }
      Files.write(directory.resolve(name + ".pb"), Arrays.copyOf(entry.payload(), entry.length()));
      Files.writeString(directory.resolve(name + ".txt"), reason + "\n", StandardCharsets.UTF_8);
    } catch (IOException e) {
      log.warn("Cannot keep entry {} in quarantine at {}", name, directory, e);
    }
  }

  private boolean isFull() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.count() >= 2 * MOST_ENTRIES;
    }
  }
}
