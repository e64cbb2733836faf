package dev.clew.storage.buffer.file;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import net.openhft.chronicle.core.time.TimeProvider;

/**
 * The time that Chronicle Queue names its files by. The library rolls to a new file when its time
 * has gone on by a period. This time goes on only when a file is to be ended, and then by one
 * period: the names grow from file to file whatever the clock of the machine does, which is asked
 * once, for the name of the first file to look like its time.
 */
public final class SegmentTime implements TimeProvider {
  /** A clock that is ahead of this is wrong, and names behind year 9999 cannot be read. */
  private static final long LATEST_MILLIS = Duration.ofDays(230L * 365).toMillis();

  private final long periodMillis;
  private final AtomicInteger cycle;

  /**
   * @param least greater than the number of every file that there is
   */
  public SegmentTime(InstantSource clock, long periodMillis, int least) {
    this.periodMillis = periodMillis;
    long now = Math.clamp(clock.millis(), 0, LATEST_MILLIS);
    this.cycle = new AtomicInteger(Math.max(least, (int) (now / periodMillis)));
  }

  @Override
  public long currentTimeMillis() {
    return cycle.get() * periodMillis;
  }

  /** The next append begins a new file. */
  public void next() {
    cycle.incrementAndGet();
  }
}
