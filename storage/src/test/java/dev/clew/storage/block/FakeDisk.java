package dev.clew.storage.block;

import dev.clew.storage.upkeep.Disk;
import java.util.function.LongSupplier;

/** A disk of 1 TiB with as much free as a test says. */
public record FakeDisk(LongSupplier usable) implements Disk {
  public static final long TOTAL = 1L << 40;

  @Override
  public long totalBytes() {
    return TOTAL;
  }

  @Override
  public long usableBytes() {
    return usable.getAsLong();
  }
}
