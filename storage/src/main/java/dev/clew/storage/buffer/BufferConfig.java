package dev.clew.storage.buffer;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How the write-ahead buffer keeps what the stores have not committed yet.
 *
 * @param directory where the queues and the quarantine live; created when it does not exist
 * @param sync {@code none}, {@code interval} or {@code always}: when bytes are forced to the disk.
 *     Whichever it is, nothing acknowledged is lost when the process is killed; {@code always}
 *     answers after the force and so survives a power failure too
 * @param syncInterval the time between two forces under {@code interval}: what a power failure may
 *     cost
 * @param maxBytes greatest size of one signal's queue; beyond it senders are told to come back
 *     later. 4 GiB are several minutes of outage of a store at tens of MB per second
 * @param minFreeDiskBytes appending stops while the file system has less free space than this. It
 *     is the room that stores need to flush and so to get out of the trouble, and it keeps writes
 *     to the mapped, sparse queue files from ever meeting a full disk, which no process survives
 * @param maxEntryBytes greatest size of one request
 */
public record BufferConfig(
    Path directory,
    String sync,
    Duration syncInterval,
    long maxBytes,
    long minFreeDiskBytes,
    int maxEntryBytes) {
  public BufferConfig {
    SyncMode.parse(sync);
    if (syncInterval.compareTo(Duration.ofMillis(1)) < 0
        || syncInterval.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException(
          "syncInterval: " + syncInterval + " (expected: 1 ms to 1 min)");
    }
    expect("maxBytes", maxBytes, 1 << 20);
    expect("minFreeDiskBytes", minFreeDiskBytes, 16 << 20);
    expect("maxEntryBytes", maxEntryBytes, 1 << 10);
    // Four of them have to fit: then the files that are not released yet leave room for one more.
    if (maxEntryBytes > Math.min(256 << 20, maxBytes / 4)) {
      throw new IllegalArgumentException(
          "maxEntryBytes: "
              + maxEntryBytes
              + " (expected: <= 256 MiB and <= a quarter of maxBytes "
              + maxBytes
              + ")");
    }
  }

  private static void expect(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
    }
  }

  public static BufferConfig defaults(Path directory) {
    return new BufferConfig(
        directory, "interval", Duration.ofMillis(200), 4L << 30, 512L << 20, 64 << 20);
  }
}
