package dev.clew.storage.block;

import dev.clew.storage.files.DurableFiles;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a store puts what is damaged, so that people can look at it: its folder {@code corrupt}.
 */
final class Shelf {
  /** Enough for any segment that somebody may want to look at; the oldest goes beyond it. */
  private static final long MOST_BYTES = 1L << 30;

  private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);

  private final Path folder;
  private final long mostBytes;

  Shelf(Path store) {
    this(store, MOST_BYTES);
  }

  Shelf(Path store, long mostBytes) {
    this.folder = store.resolve("corrupt");
    this.mostBytes = mostBytes;
  }

  Path folder() {
    return folder;
  }

  /** Moves a file or a directory there; one that is not there is left out. */
  void move(Path from, String name) throws IOException {
    if (Files.exists(from)) {
      DurableFiles.createDirectories(folder);
      DurableFiles.rename(from, free(name));
      bound();
    }
  }

  /** Writes bytes there. */
  void copy(MemorySegment bytes, String name) throws IOException {
    DurableFiles.createDirectories(folder);
    try (FileChannel channel =
        FileChannel.open(free(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
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
    bound();
  }

  private Path free(String name) {
    Path to = folder.resolve(name);
    for (int i = 2; Files.exists(to); i++) {
      to = folder.resolve(name + "." + i);
    }
    return to;
  }

  /** Deletes the oldest while there is too much, but never the newest. */
  private void bound() throws IOException {
    record Kept(Path path, long bytes, long changed) {}
    List<Kept> all = new ArrayList<>();
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : children.toList()) {
        all.add(new Kept(child, bytes(child), Files.getLastModifiedTime(child).toMillis()));
      }
    }
    all.sort(Comparator.comparingLong(Kept::changed));
    long sum = all.stream().mapToLong(Kept::bytes).sum();
    for (int i = 0; i < all.size() - 1 && sum > mostBytes; i++) {
      LOG.warn("{} is deleted: what is damaged may take up {} bytes", all.get(i), mostBytes);
      if (Files.isDirectory(all.get(i).path())) {
        DurableFiles.deleteDirectory(all.get(i).path());
      } else {
        Files.delete(all.get(i).path());
      }
      sum -= all.get(i).bytes();
    }
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
