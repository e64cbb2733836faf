package dev.clew.metricsstore.promql;

import dev.clew.model.QueryException;
import dev.clew.model.QueryException.Kind;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Lets so many queries run at a time; others wait in the order in which they came. */
final class QueryGate {
  private static final long LOOK_MILLIS = 20;

  private final Semaphore places;

  QueryGate(int places) {
    this.places = new Semaphore(places, true);
  }

  /**
   * Waits for a place, which {@link #leave} gives back.
   *
   * @throws QueryException when the query is canceled or its time is up before
   */
  void enter(BooleanSupplier canceled, BooleanSupplier expired) {
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

  void leave() {
    places.release();
  }
}
