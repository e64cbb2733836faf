package dev.clew.storage.buffer;

import java.time.InstantSource;
import net.openhft.chronicle.core.time.TimeProvider;

/**
 * The time that Chronicle Queue names its files by. The library rolls to a new file by time only; a
 * released file is deleted only once a newer one exists, so under load files have to roll by size
 * as well. This clock therefore jumps to the next period when a file is full; it is never behind
 * the wall clock and never goes back, also when the wall clock does.
 */
final class SegmentTime implements TimeProvider {
  private final InstantSource clock;
  private final long periodMillis;
  private volatile long floorMillis;

  SegmentTime(InstantSource clock, long periodMillis) {
    this.clock = clock;
    this.periodMillis = periodMillis;
  }

  @Override
  public long currentTimeMillis() {
    return Math.max(clock.millis(), floorMillis);
  }

  /** From now on the current cycle is at least this one. Called by one thread at a time. */
  void atLeast(int cycle) {
    floorMillis = Math.max(floorMillis, cycle * periodMillis);
  }
}
