package dev.clew.metricsstore.promql.eval;

import dev.clew.model.QueryException;
import dev.clew.model.QueryException.Kind;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that all queries together may hold, by an estimate: a result beyond what there is must
 * end the query that asks for it, not the process. Thread-safe.
 */
public final class MemoryBudget {
  /** In a column and then, with its time, in the result. */
  private static final long BYTES_PER_SAMPLE = 24;

  private final long bytes;
  private final AtomicLong held = new AtomicLong();

  public MemoryBudget(long bytes) {
    this.bytes = bytes;
  }

  /** Takes samples from the budget, or gives them back when negative. */
  void take(long samples) {
    long now = held.addAndGet(samples * BYTES_PER_SAMPLE);
    if (samples > 0 && now > bytes) {
      held.addAndGet(-samples * BYTES_PER_SAMPLE);
      throw new QueryException(
          Kind.LIMIT,
          "memory: queries hold more than "
              + bytes
              + " bytes (expected: fewer series or steps, or a larger promql.max_memory_bytes)",
          -1);
    }
  }

  /** What is held now. */
  public long heldBytes() {
    return held.get();
  }
}
