package dev.clew.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine's clock, set wrong on purpose: for tests, and to rehearse what a wrong clock does.
 * With the system property {@code clew.clock.offset} the process reads from the file named there by
 * how much, such as {@code PT720H}, again and again while it runs. Only who starts the process can
 * set the property, and could set the machine's clock as well (decision 070).
 */
final class RehearsedClock extends Clock {
  private static final Logger logger = LoggerFactory.getLogger(RehearsedClock.class);
  private static final String PROPERTY = "clew.clock.offset";

  /** Reading a file takes longer than reading a clock. */
  private static final long MOST_AGE_NANOS = 100_000_000;

  private final Clock clock;
  private final Path file;

  // Guarded by this.
  private Duration offset = Duration.ZERO;
  private long readNanos;
  private boolean read;

  RehearsedClock(Clock clock, Path file) {
    this.clock = clock;
    this.file = file;
  }

  /** The machine's clock as it is, unless the property says otherwise. */
  static Clock ofSystem() {
    String file = System.getProperty(PROPERTY);
    if (file == null) {
      return systemUTC();
    }
    logger.warn("This is a rehearsal: the clock is wrong by what {} says", file);
    return new RehearsedClock(systemUTC(), Path.of(file));
  }

  private synchronized Duration offset() {
    if (!read || System.nanoTime() - readNanos > MOST_AGE_NANOS) {
      read = true;
      readNanos = System.nanoTime();
      try {
        offset = Duration.parse(Files.readString(file).strip());
      } catch (IOException | DateTimeException e) {
        logger.warn("{}: {} (expected: a duration such as PT720H)", file, e.toString());
      }
    }
    return offset;
  }

  @Override
  public Instant instant() {
    return clock.instant().plus(offset());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new RehearsedClock(clock.withZone(zone), file);
  }
}
