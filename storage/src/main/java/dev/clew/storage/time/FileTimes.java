package dev.clew.storage.time;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** When a directory was last written to. */
final class FileTimes {
  /** More files than 20 days have; each costs a look at its attributes. */
  private static final int MOST_FILES = 200_000;

  /** Written by the start itself. */
  private static final Set<String> NO_WITNESS = Set.of("clew.lock", "clock", "clock.tmp");

  private FileTimes() {}

  /** Unix milliseconds of the file that was changed last; empty when there is none. */
  static OptionalLong newestMillis(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return OptionalLong.empty();
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.limit(MOST_FILES)
          .filter(path -> !NO_WITNESS.contains(String.valueOf(path.getFileName())))
          .filter(Files::isRegularFile)
          .mapToLong(FileTimes::millis)
          .max();
    } catch (UncheckedIOException e) {
      throw new IOException("looking for the newest file in " + directory, e);
    }
  }

  private static long millis(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      return Long.MIN_VALUE; // it has just been deleted
    }
  }
}
