package dev.clew.model.memory;

import dev.clew.model.QueryException;
import dev.clew.model.QueryException.Kind;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Lets so many queries of an engine run at a time; others wait in the order in which they came, and
 * when too many wait they are sent away. What a query works with besides what it {@linkplain
 * QueryMemory holds} (decoded blocks, cursors) is bounded by their number.
 *
 * <p>A thread that is inside already passes: a query that asks a store from within another would
 * wait for itself.
 */
public final class QueryGate {
  /**
   * Waiting ones hold a thread and a request. A dashboard of thirty panels, opened by six people at
   * a time, still waits.
   */
  public static final int DEFAULT_WAITING = 200;

  private static final long LOOK_MILLIS = 20;

  private final String what;
  private final Semaphore places;
  private final int running;
  private final int mostWaiting;
  private final AtomicInteger waiting = new AtomicInteger();
  private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);

  /**
   * @param what runs, for messages, such as {@code PromQL queries}
   * @param places how many run at a time
   */
  public QueryGate(String what, int places, int mostWaiting) {
    this.what = what;
    this.places = new Semaphore(places, true);
    this.running = places;
    this.mostWaiting = mostWaiting;
  }

  /** A place that was got. Closed by the thread that got it. */
  @FunctionalInterface
  public interface Pass extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits for a place.
   *
   * @throws QueryException when too many wait already, or when the query is canceled or its time is
   *     up before
   */
  public Pass enter(BooleanSupplier canceled, BooleanSupplier expired) {
    if (inside.get()) {
      return () -> {};
    }
    if (!places.tryAcquire()) {
      if (waiting.incrementAndGet() > mostWaiting) {
        waiting.decrementAndGet();
        throw new QueryException(
            Kind.BUSY,
            what
                + ": "
                + running
                + " run and "
                + mostWaiting
                + " wait already (expected: fewer at a time; try again in a moment)",
            -1);
      }
      try {
        await(canceled, expired);
      } finally {
        waiting.decrementAndGet();
      }
    }
    inside.set(true);
    return () -> {
      inside.remove();
      places.release();
    };
  }

  private void await(BooleanSupplier canceled, BooleanSupplier expired) {
    try {
      while (!places.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (canceled.getAsBoolean()) {
          throw new QueryException(Kind.CANCELED, "query was canceled in query queue", -1);
        }
        if (expired.getAsBoolean()) {
          throw new QueryException(Kind.TIMEOUT, "query timed out in query queue", -1);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryException(Kind.CANCELED, "query was canceled in query queue", -1);
    }
  }
}
