package dev.clew.storage.files;

import dev.clew.model.time.GuardedClock;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a store puts what is damaged, so that people can look at it. A disk that fails slowly would
 * fill it, so it is bounded by bytes and by age, and what goes is told. The time of a file there is
 * when it was put there. Thread-safe.
 */
public final class Shelf {
  /** Enough for any segment that somebody may want to look at; the oldest goes beyond it. */
  static final long MOST_BYTES = 1L << 30;

  /** Whoever was going to look at it has done so. */
  static final Duration LONGEST = Duration.ofDays(90);

  private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);

  /** Told of what has been deleted. */
  public interface Listener {
    /**
     * @param things files and directories
     * @param sentence which, and why
     */
    void dropped(int things, String sentence);
  }

  private record Kept(Path path, long bytes, Instant since) {}

  private final Path folder;
  private final long mostBytes;
  private final GuardedClock clock;
  private final Listener listener;

  /**
   * @param folder made with the first thing that is put there
   */
  public Shelf(Path folder, GuardedClock clock, Listener listener) {
    this(folder, MOST_BYTES, clock, listener);
  }

  Shelf(Path folder, long mostBytes, GuardedClock clock, Listener listener) {
    this.folder = folder;
    this.mostBytes = mostBytes;
    this.clock = clock;
    this.listener = listener;
  }

  public Path folder() {
    return folder;
  }

  /** Moves a file or a directory there; one that is not there is left out. */
  public synchronized void move(Path from, String name) throws IOException {
    if (Files.exists(from)) {
      DurableFiles.createDirectories(folder);
      Path to = free(name);
      DurableFiles.rename(from, to);
      put(to);
    }
  }

  /** Gives a file a second name there; the first one is left to who calls. Once is enough. */
  public synchronized void link(Path file, String name) throws IOException {
    DurableFiles.createDirectories(folder);
    if (Files.exists(folder.resolve(name)) && Files.isSameFile(folder.resolve(name), file)) {
      return;
    }
    Path to = free(name);
    Files.createLink(to, file);
    DurableFiles.forceDirectory(folder);
    put(to);
  }

  /** Writes bytes there. */
  public synchronized void copy(MemorySegment bytes, String name) throws IOException {
    DurableFiles.createDirectories(folder);
    Path to = free(name);
    try (FileChannel channel =
        FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long at = 0; at < bytes.byteSize(); ) {
        long length = Math.min(bytes.byteSize() - at, 1 << 20);
        ByteBuffer piece = bytes.asSlice(at, length).asByteBuffer();
        while (piece.hasRemaining()) {
          channel.write(piece);
        }
        at += length;
      }
      channel.force(true);
    }
    DurableFiles.forceDirectory(folder);
    put(to);
  }

  private Path free(String name) {
    Path to = folder.resolve(name);
    for (int i = 2; Files.exists(to); i++) {
      to = folder.resolve(name + "." + i);
    }
    return to;
  }

  private void put(Path to) throws IOException {
    Files.setLastModifiedTime(to, FileTime.from(clock.instant()));
    bound();
  }

  /** Deletes the oldest while there is too much, but never the newest. */
  private void bound() throws IOException {
    List<Kept> all = all();
    long sum = all.stream().mapToLong(Kept::bytes).sum();
    List<Kept> dropped = new ArrayList<>();
    for (int i = 0; i < all.size() - 1 && sum > mostBytes; i++) {
      dropped.add(all.get(i));
      sum -= all.get(i).bytes();
    }
    drop(dropped, "what is damaged may take up " + mostBytes + " bytes");
  }

  /** Deletes what has been there for too long. To be called now and then. */
  public synchronized void expire() throws IOException {
    if (!clock.trusted() || !Files.isDirectory(folder)) {
      return;
    }
    Instant oldest = clock.earliest().minus(LONGEST);
    drop(
        all().stream().filter(kept -> kept.since().isBefore(oldest)).toList(),
        "what is damaged is kept for " + LONGEST.toDays() + " days");
  }

  private List<Kept> all() throws IOException {
    List<Kept> all = new ArrayList<>();
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : children.toList()) {
        all.add(new Kept(child, bytes(child), Files.getLastModifiedTime(child).toInstant()));
      }
    }
    all.sort(Comparator.comparing(Kept::since).thenComparing(kept -> kept.path().toString()));
    return all;
  }

  private void drop(List<Kept> dropped, String why) throws IOException {
    if (dropped.isEmpty()) {
      return;
    }
    long bytes = 0;
    for (Kept kept : dropped) {
      LOG.warn("{} is deleted: {}", kept, why);
      bytes += kept.bytes();
      if (Files.isDirectory(kept.path())) {
        DurableFiles.deleteDirectory(kept.path());
      } else {
        Files.delete(kept.path());
      }
    }
    int things = dropped.size();
    listener.dropped(
        things,
        (things == 1
                ? "a damaged file of " + bytes + " bytes, set aside before, was deleted from "
                : things
                    + " damaged files of "
                    + bytes
                    + " bytes, set aside before, were deleted"
                    + " from ")
            + folder
            + ": "
            + why);
  }

  private static long bytes(Path path) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }
}
