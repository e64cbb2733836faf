package dev.clew.storage.rows;

import dev.clew.model.memory.QueryGate;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * What a query may cost. When a bound is hit the query ends early and its {@link ScanReport} says
 * so.
 *
 * @param timeout from the call on
 * @param maxRows rows looked at
 * @param maxBytes bytes read from storage
 * @param canceled asked between blocks; when true the query ends with {@link
 *     dev.clew.model.QueryException.Kind#CANCELED}
 */
public record QueryLimits(Duration timeout, long maxRows, long maxBytes, BooleanSupplier canceled) {
  /** Half a minute is as long as a person waits; the others protect the machine. */
  public static final QueryLimits DEFAULT =
      new QueryLimits(Duration.ofSeconds(30), 500_000_000L, 16L << 30, () -> false);

  public QueryLimits {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
    }
    if (maxRows < 1) {
      throw new IllegalArgumentException("maxRows: " + maxRows + " (expected: >= 1)");
    }
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: >= 1)");
    }
  }

  /** Waits at the gate for no longer than the query may take; closing the view leaves again. */
  public <T> T admitted(QueryGate gate, Function<QueryGate.Pass, T> view) {
    long began = System.nanoTime();
    QueryGate.Pass pass = gate.enter(canceled, () -> System.nanoTime() - began > timeout.toNanos());
    try {
      return view.apply(pass);
    } catch (RuntimeException e) {
      pass.close();
      throw e;
    }
  }

  public QueryLimits withCanceled(BooleanSupplier newCanceled) {
    return new QueryLimits(timeout, maxRows, maxBytes, newCanceled);
  }
}
