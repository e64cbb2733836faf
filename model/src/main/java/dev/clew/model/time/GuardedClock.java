package dev.clew.model.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The clock of everything that drops, refuses or files data by its age. One reading of the
 * machine's clock is never enough for that: it may have been set wrong a second ago. So this clock
 * tells, besides the time, between which instants the present lies (as TrueTime of Spanner does)
 * and whether anything may be dropped at all.
 *
 * <p>How to use it:
 *
 * <ul>
 *   <li>Drop what is expired at {@link #earliest}, and only while {@link #trusted}.
 *   <li>Refuse as too old what is too old at {@link #earliest}, and as too far ahead what is so at
 *       {@link #latest}.
 *   <li>Stamp, display and evaluate with {@link #instant}, which is the best guess.
 *   <li>Measure durations with {@link #elapsedNanos}, which nobody can set.
 * </ul>
 *
 * <p>Thread-safe; a call costs about as much as two readings of system clocks.
 */
public abstract class GuardedClock extends Clock {

  /** Whether data may be dropped because of its age. */
  public abstract boolean trusted();

  /** The present is not before this; not after {@link #instant}. */
  public abstract Instant earliest();

  /** The present is not after this; not before {@link #instant}. */
  public abstract Instant latest();

  /** Time that has passed since some fixed instant; only differences mean something. */
  public abstract long elapsedNanos();

  /** Whether so much time has passed since {@code sinceNanos}, a reading of this clock. */
  public final boolean hasPassed(Duration duration, long sinceNanos) {
    return elapsedNanos() - sinceNanos >= duration.toNanos();
  }

  /**
   * The same clock when it is guarded; otherwise one that believes it whatever it says, and
   * measures durations with it too. That is for tests and tools, whose clocks do not err.
   */
  public static GuardedClock of(InstantSource clock) {
    return clock instanceof GuardedClock guarded ? guarded : new Believed(clock);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  /** {@inheritDoc} The view in another zone is for display: it is not guarded. */
  @Override
  public Clock withZone(ZoneId zone) {
    InstantSource source = () -> instant();
    return source.withZone(zone);
  }

  private static final class Believed extends GuardedClock {
    private final InstantSource clock;

    Believed(InstantSource clock) {
      this.clock = clock;
    }

    @Override
    public Instant instant() {
      return clock.instant();
    }

    @Override
    public boolean trusted() {
      return true;
    }

    @Override
    public Instant earliest() {
      return clock.instant();
    }

    @Override
    public Instant latest() {
      return clock.instant();
    }

    @Override
    public long elapsedNanos() {
      Instant now = clock.instant();
      return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
  }
}
