package dev.clew.storage.buffer;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps appends away from a full disk. Queue files are sparse and mapped: a write to a page for
 * which the file system has no room left is not an {@link IOException} but a SIGBUS. So free space
 * is asked for ahead of the appends, at the latest every {@link #STRIDE} bytes and every {@link
 * #MAX_AGE_NANOS}.
 */
final class DiskSpace {
  private static final long STRIDE = 8 << 20;
  private static final long MAX_AGE_NANOS = 100_000_000;

  private final FileStore store;
  private final long minFreeBytes;
  private long freeBytes;
  private long askedNanos;
  private long takenSince;

  DiskSpace(Path directory, long minFreeBytes) throws IOException {
    this.store = Files.getFileStore(directory);
    this.minFreeBytes = minFreeBytes;
    ask();
  }

  /**
   * Whether so many more bytes leave the configured space free. Called under the append lock.
   *
   * @throws IOException when the file system does not answer
   */
  boolean take(long bytes) throws IOException {
    if (takenSince + bytes > STRIDE
        || freeBytes - takenSince - bytes < minFreeBytes
        || System.nanoTime() - askedNanos > MAX_AGE_NANOS) {
      ask();
    }
    if (freeBytes - takenSince - bytes < minFreeBytes) {
      return false;
    }
    takenSince += bytes;
    return true;
  }

  long freeBytes() {
    return freeBytes - takenSince;
  }

  long minFreeBytes() {
    return minFreeBytes;
  }

  private void ask() throws IOException {
    freeBytes = store.getUsableSpace();
    askedNanos = System.nanoTime();
    takenSince = 0;
  }
}
