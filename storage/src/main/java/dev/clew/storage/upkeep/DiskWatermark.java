package dev.clew.storage.upkeep;

import java.io.IOException;
import java.util.List;

/**
 * Keeps a file system from filling up: while more of it is in use than a limit, what would expire
 * next in any of the stores on it is dropped, but never a store's newest day.
 */
public final class DiskWatermark implements AutoCloseable {
  /** A disk that takes 100 MB/s gains 1 GB between two looks. */
  private static final long PERIOD_NANOS = 10_000_000_000L;

  private final Disk disk;
  private final int highPercent;
  private final List<Expiring> stores;
  private final Maintenance maintenance;

  private DiskWatermark(Disk disk, int highPercent, List<Expiring> stores) {
    this.disk = disk;
    this.highPercent = highPercent;
    this.stores = List.copyOf(stores);
    this.maintenance = new Maintenance("clew-disk-watermark", PERIOD_NANOS, this::check);
  }

  /** Without a thread of its own. */
  public static DiskWatermark on(Disk disk, int highPercent, List<Expiring> stores) {
    return new DiskWatermark(disk, highPercent, stores);
  }

  /**
   * Begins to watch.
   *
   * @param highPercent of the file system in use, 1 to 100; 100 drops nothing
   */
  public static DiskWatermark open(Disk disk, int highPercent, List<Expiring> stores) {
    DiskWatermark watermark = new DiskWatermark(disk, highPercent, stores);
    watermark.maintenance.start();
    return watermark;
  }

  private double usedPercent() throws IOException {
    long total = Math.max(1, disk.totalBytes());
    return 100.0 * (total - disk.usableBytes()) / total;
  }

  /** Drops what has to be dropped now. */
  public void check() throws IOException {
    while (usedPercent() > highPercent) {
      long before = disk.usableBytes();
      long dropped = dropNext();
      // Files that a query still reads are deleted when it is done: better to look again later
      // than to drop more than has to be.
      if (dropped == 0 || disk.usableBytes() - before < dropped / 2) {
        return;
      }
    }
  }

  private long dropNext() throws IOException {
    Expiring next = null;
    long first = Long.MAX_VALUE;
    for (Expiring store : stores) {
      long expiry = store.nextExpiryNanos();
      if (expiry < first) {
        first = expiry;
        next = store;
      }
    }
    if (next == null) {
      return 0;
    }
    return next.dropNext(
        String.format("disk %.0f %% full (limit %d %%)", usedPercent(), highPercent));
  }

  @Override
  public void close() {
    maintenance.stop();
  }
}
