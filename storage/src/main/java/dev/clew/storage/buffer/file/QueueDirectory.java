package dev.clew.storage.buffer.file;

import dev.clew.storage.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory of a queue. Files of earlier runs lie in {@code earlier}, so that the library sees
 * none that it did not make in this run: it cannot stumble over a damaged one, nor append to it.
 */
public final class QueueDirectory {
  /** What the library holds about a queue besides its files; all of it can be found out again. */
  private static final String METADATA = "metadata.cq4t";

  private static final String SUFFIX = ".cq4";

  /** The library's name of a file: the beginning of its five minutes. */
  private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("uuuuMMdd-HHmm'V'");

  private static final long CYCLE_SECONDS = 300;

  /** Nothing but a fault names a file so late; the library cannot name those behind year 9999. */
  private static final int LATEST_CYCLE = (int) (7_000L * 365 * 24 * 3600 / CYCLE_SECONDS);

  /** Damaged files that are kept for people to look at. */
  private static final int MOST_SET_ASIDE = 2;

  private final Path directory;
  private final Path earlier;

  public QueueDirectory(Path directory) throws IOException {
    this.directory = directory;
    this.earlier = directory.resolve("earlier");
    DurableFiles.createDirectories(earlier);
  }

  /**
   * Makes the directory empty for the library, which does not start beside a file whose name it
   * cannot read, and returns the files of a queue that were in it, the oldest first. Must run
   * before the queue is opened, by the only process that may write to it.
   */
  List<Path> takeEarlier() throws IOException {
    // The library keeps its write lock, with the owner's process ID, in this file. A process that
    // was killed inside an append and comes back under the same ID, as in a container, would wait
    // for itself for ever. The directory is locked for us: nobody else can be the owner.
    Files.deleteIfExists(directory.resolve(METADATA));
    for (Path file : queueFiles(directory)) {
      DurableFiles.rename(file, earlier.resolve(file.getFileName()));
    }
    return queueFiles(earlier).stream().filter(file -> cycle(file) >= 0).toList();
  }

  /** Every file with entries that lies here. */
  public List<Path> all() throws IOException {
    List<Path> files = new ArrayList<>(queueFiles(earlier));
    files.addAll(queueFiles(directory));
    return files;
  }

  private static List<Path> queueFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(SUFFIX))
          .sorted(Comparator.comparing(file -> file.getFileName().toString()))
          .toList();
    }
  }

  /** The number of the file's period of five minutes, or -1 when the name is not of a queue. */
  static int cycle(Path file) {
    String name = file.getFileName().toString();
    try {
      LocalDateTime begin =
          LocalDateTime.parse(name.substring(0, name.length() - SUFFIX.length()), NAME);
      long cycle = begin.toEpochSecond(ZoneOffset.UTC) / CYCLE_SECONDS;
      return cycle > LATEST_CYCLE ? -1 : (int) cycle;
    } catch (DateTimeException e) {
      return -1;
    }
  }

  /** Whether the library can write here: without its JVM flags it cannot, and does not say so. */
  public boolean isWritable() {
    return Files.exists(directory.resolve(METADATA));
  }

  /** Keeps a file in which nothing can be read; older ones of its kind go. */
  void setAside(Path file) throws IOException {
    DurableFiles.rename(file, directory.resolve(file.getFileName() + ".damaged"));
    List<Path> damaged;
    try (Stream<Path> files = Files.list(directory)) {
      damaged =
          files
              .filter(path -> path.toString().endsWith(SUFFIX + ".damaged"))
              .sorted(Comparator.comparing(path -> path.getFileName().toString()))
              .toList();
    }
    for (Path path : damaged.subList(0, Math.max(0, damaged.size() - MOST_SET_ASIDE))) {
      Files.deleteIfExists(path);
    }
  }

  public Path path() {
    return directory;
  }
}
