package dev.clew.storage.upkeep;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Keeps background work to a share of one processor: half of it, and a twentieth while ingest is
 * behind, so that merging never stands still for good. One thread uses it.
 */
public final class Throttle {
  private static final int REST_PER_WORK = 1;
  private static final int REST_PER_WORK_WHEN_BEHIND = 19;

  /** Shorter rests are not worth a switch of threads. */
  private static final long LEAST_WORK_NANOS = 5_000_000;

  private static final long LONGEST_REST_NANOS = 2_000_000_000;

  /** Works without a rest. */
  public static final Throttle FULL = new Throttle(() -> false, () -> false, false);

  private final BooleanSupplier stopped;
  private final BooleanSupplier behind;
  private final boolean rests;
  private long since = System.nanoTime();

  /** The store is being closed; what is half done is left. */
  public static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private Throttle(BooleanSupplier stopped, BooleanSupplier behind, boolean rests) {
    this.stopped = stopped;
    this.behind = behind;
    this.rests = rests;
  }

  /**
   * @param stopped asked at each step; when true the work ends with {@link StoppedException}
   * @param behind whether ingest has more to do than it manages
   */
  public static Throttle sharing(BooleanSupplier stopped, BooleanSupplier behind) {
    return new Throttle(stopped, behind, true);
  }

  /** What came before is no work of this. */
  public void begin() {
    if (rests) {
      since = System.nanoTime();
    }
  }

  /** A small piece of work is done; rests when it is time to. */
  public void step() {
    if (!rests) {
      return;
    }
    long worked = System.nanoTime() - since;
    if (worked >= LEAST_WORK_NANOS) {
      int factor = behind.getAsBoolean() ? REST_PER_WORK_WHEN_BEHIND : REST_PER_WORK;
      rest(Math.min(worked * factor, LONGEST_REST_NANOS));
      since = System.nanoTime();
    }
    if (stopped.getAsBoolean()) {
      throw new StoppedException();
    }
  }

  private void rest(long nanos) {
    long end = System.nanoTime() + nanos;
    while (!stopped.getAsBoolean() && System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }
}
