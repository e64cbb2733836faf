package dev.clew.storage.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * File operations that are either done whole or not at all, and that last once they have returned.
 */
public final class DurableFiles {
  /** Ends the names of files that are being written; left over only by a crash. */
  private static final String UNFINISHED = ".tmp";

  /** Begins the names of directories that are being deleted. */
  private static final String TRASH = ".trash-";

  private DurableFiles() {}

  /**
   * Replaces a small file by new content: written beside it, forced, renamed into place, directory
   * forced. A reader sees the old content or the new one, also after a crash.
   */
  public static void replace(Path file, byte[] content) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    rename(unfinished, file);
  }

  /** Renames atomically within one file system and forces the target's directory. */
  public static void rename(Path source, Path target) throws IOException {
    Files.move(source, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceDirectory(parentOf(target));
  }

  /** Makes the content of a file durable, whoever wrote it and by which means. */
  public static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /**
   * Creates a directory and its missing parents such that they are found again after a power
   * failure. Does nothing when it exists.
   */
  public static void createDirectories(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath();
    if (Files.isDirectory(absolute)) {
      return;
    }
    Path parent = parentOf(absolute);
    createDirectories(parent);
    Files.createDirectories(absolute);
    forceDirectory(parent);
  }

  /** Makes creations, renames and deletions in a directory durable. */
  public static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Deletes a directory with all its content such that, whatever happens in between, it is either
   * there whole or gone: it is first renamed to a name that {@link #emptyTrash} recognizes. Does
   * nothing when it does not exist.
   */
  public static void deleteDirectory(Path directory) throws IOException {
    Path parent = parentOf(directory);
    Path trash = parent.resolve(TRASH + directory.getFileName() + "-" + System.nanoTime());
    try {
      Files.move(directory, trash, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return;
    }
    forceDirectory(parent);
    deleteTree(trash);
  }

  /** Finishes what a crash has left of {@link #deleteDirectory} and {@link #replace} in here. */
  public static void emptyTrash(Path parent) throws IOException {
    List<Path> leftovers;
    try (Stream<Path> children = Files.list(parent)) {
      leftovers = children.filter(DurableFiles::isLeftover).toList();
    }
    for (Path leftover : leftovers) {
      deleteTree(leftover);
    }
  }

  private static boolean isLeftover(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(TRASH) || name.endsWith(UNFINISHED);
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> tree = Files.walk(root)) {
      deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }

  private static Path parentOf(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("path: " + path + " (expected: not a root directory)");
    }
    return parent;
  }
}
