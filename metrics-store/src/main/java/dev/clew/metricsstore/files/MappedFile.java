package dev.clew.metricsstore.files;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An immutable file, mapped. It starts with one reference, that of the store's state; every reader
 * takes one more while it reads. The mapping ends with the last reference, so a file may be deleted
 * while it is read. Thread-safe.
 */
public final class MappedFile {
  private final Path path;
  private final Arena arena;
  private final MemorySegment memory;
  private final AtomicInteger references = new AtomicInteger(1);

  private MappedFile(Path path, Arena arena, MemorySegment memory) {
    this.path = path;
    this.arena = arena;
    this.memory = memory;
  }

  public static MappedFile open(Path path) throws IOException {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return new MappedFile(
          path, arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  public Path path() {
    return path;
  }

  public long size() {
    return memory.byteSize();
  }

  /** Valid while the caller holds a reference. */
  public MemorySegment memory() {
    return memory;
  }

  /** Takes a reference; the caller must know that somebody else holds one. */
  public void retain() {
    if (references.getAndIncrement() <= 0) {
      throw new IllegalStateException("BUG: " + path + " is closed");
    }
  }

  public void release() {
    if (references.decrementAndGet() == 0) {
      arena.close();
    }
  }

  /** Copies bytes into the beginning of an array. */
  public void read(long offset, int length, byte[] target) {
    if (offset < 0 || length < 0 || offset > size() - length) {
      throw new CorruptFileException(path, offset, length + " bytes reach beyond the end");
    }
    try {
      MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, target, 0, length);
    } catch (InternalError e) { // so a mapped page fails that the disk cannot read
      throw new CorruptFileException(path, offset, "the disk cannot read it: " + e.getMessage());
    }
  }

  public byte[] read(long offset, int length) {
    if (length < 0 || length > size()) {
      throw new CorruptFileException(path, offset, length + " bytes reach beyond the end");
    }
    byte[] bytes = new byte[length];
    read(offset, length, bytes);
    return bytes;
  }
}
