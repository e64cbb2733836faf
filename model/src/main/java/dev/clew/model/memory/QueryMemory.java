package dev.clew.model.memory;

import dev.clew.model.QueryException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one query holds of a {@link MemoryBudget}, from its first row to the last byte of its
 * answer. Whoever makes something that grows with the data {@linkplain #take takes} its bytes
 * first; whoever has no room ends with {@link QueryException.Kind#MEMORY}, which every API answers
 * in its own form with 422.
 *
 * <p><b>It goes with the thread.</b> The one who serves a request or evaluates a rule opens it and
 * {@linkplain #enter enters}; what works for it on that thread finds it with {@link #current}, and
 * hands it on where it has work done by another thread. So a store, an engine and an answer need no
 * parameter for it, and none can be forgotten by a caller; and as it is given back in one place
 * only, nothing below has to tidy up after a failure. Who has entered nothing (tests, tools, the
 * stores' own work) is not bounded.
 *
 * <p><b>It costs little.</b> The budget is asked for {@value #CHUNK} bytes at a time; within a
 * chunk, taking is an addition.
 *
 * <p>The figures are estimates; their reasons stand where they are taken. Thread-safe.
 */
public final class QueryMemory implements AutoCloseable {
  /** Small beside what a light query may have on the smallest heap, some hundred KiB. */
  private static final int CHUNK = 32 << 10;

  private static final ThreadLocal<@Nullable QueryMemory> CURRENT = new ThreadLocal<>();

  /** Of those whom nobody bounds. */
  private static final QueryMemory UNBOUNDED = new QueryMemory(null, null, "");

  private final MemoryBudget.@Nullable Claim claim;

  /** What it takes from besides; it is the one that is given back at the end of the answer. */
  private final @Nullable QueryMemory outer;

  private final String remedy;
  private final AtomicLong held = new AtomicLong();

  /** Of the claim. Written under this object's lock. */
  private volatile long claimed;

  // Guarded by this.
  private int entered;
  private boolean closed;

  private QueryMemory(
      MemoryBudget.@Nullable Claim claim, @Nullable QueryMemory outer, String remedy) {
    this.claim = claim;
    this.outer = outer;
    this.remedy = remedy;
  }

  /**
   * Holds nothing yet. The caller closes it when the answer is on its way.
   *
   * @param what asks, for messages, such as {@code this query}
   */
  public static QueryMemory of(MemoryBudget budget, String what) {
    return new QueryMemory(
        budget.claim(what),
        null,
        "a shorter range, fewer series, groups or rows, or a larger heap (-Xmx)");
  }

  /**
   * One that takes from this one and from a narrower budget as well. What is held when it is closed
   * stays with this one.
   *
   * @param remedy what would be right, for messages
   */
  public QueryMemory within(MemoryBudget narrower, String what, String remedy) {
    return new QueryMemory(narrower.claim(what), this, remedy);
  }

  /** That of the work which this thread does. */
  public static QueryMemory current() {
    QueryMemory current = CURRENT.get();
    return current == null ? UNBOUNDED : current;
  }

  /** An end of work for a query on a thread. */
  @FunctionalInterface
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /** Until the scope is closed, on the same thread, what this thread does is for this query. */
  public Scope enter() {
    QueryMemory before = CURRENT.get();
    synchronized (this) {
      entered++;
    }
    CURRENT.set(this);
    return () -> {
      CURRENT.set(before);
      synchronized (this) {
        entered--;
        release();
      }
    };
  }

  /**
   * Takes so many bytes.
   *
   * @throws QueryException when there are not as many; it keeps what it has
   */
  public void take(long bytes) {
    if (!tryTake(bytes)) {
      throw refusal(bytes);
    }
  }

  /** Takes so many bytes, or none and answers false. */
  public boolean tryTake(long bytes) {
    MemoryBudget.Claim ours = claim;
    if (ours == null || bytes <= 0) {
      return true;
    }
    if (outer != null && !outer.tryTake(bytes)) {
      return false;
    }
    if (held.addAndGet(bytes) <= claimed || grow(ours)) {
      return true;
    }
    held.addAndGet(-bytes);
    if (outer != null) {
      outer.give(bytes);
    }
    return false;
  }

  private synchronized boolean grow(MemoryBudget.Claim ours) {
    long missing = held.get() - claimed;
    if (missing <= 0) {
      return true;
    }
    long more = Math.max(CHUNK, missing);
    if (!ours.tryGrow(more)) {
      more = missing; // the last bit of room is room, too
      if (!ours.tryGrow(more)) {
        return false;
      }
    }
    claimed += more;
    return true;
  }

  /** Gives back what is let go before the query ends. */
  public void give(long bytes) {
    MemoryBudget.Claim ours = claim;
    if (ours == null || bytes <= 0) {
      return;
    }
    long left = held.addAndGet(-bytes);
    if (claimed - left >= 4 * CHUNK) {
      synchronized (this) {
        long spare = claimed - held.get() - CHUNK;
        if (spare > 0) {
          claimed -= spare;
          ours.shrink(spare);
        }
      }
    }
    if (outer != null) {
      outer.give(bytes);
    }
  }

  /**
   * Takes or gives back until so many bytes are held, after work that held more than what came of
   * it.
   *
   * @throws QueryException as for {@link #take}
   */
  public void settle(long bytes) {
    long now = held.get();
    if (bytes > now) {
      take(bytes - now);
    } else {
      give(now - bytes);
    }
  }

  public long heldBytes() {
    return held.get();
  }

  /** Whether the answer is over, because it was given or because the caller went away. */
  public synchronized boolean isClosed() {
    return closed;
  }

  private QueryException refusal(long bytes) {
    if (outer != null && !outer.tryTake(bytes)) {
      return outer.refusal(bytes);
    }
    if (outer != null) {
      outer.give(bytes);
    }
    if (isClosed()) {
      return new QueryException(
          QueryException.Kind.CANCELED, "the query was canceled: its caller is gone", -1);
    }
    NoRoomException cause = noRoom(bytes);
    String when = cause.neverFits() ? "" : "a moment later when others have ended, or ";
    QueryException refusal =
        new QueryException(
            QueryException.Kind.MEMORY,
            cause.getMessage() + " (expected: " + when + remedy + ")",
            -1);
    refusal.initCause(cause);
    return refusal;
  }

  private NoRoomException noRoom(long bytes) {
    if (claim == null) {
      throw new IllegalStateException("BUG: nothing is refused without a budget");
    }
    try {
      claim.grow(bytes);
    } catch (NoRoomException e) {
      return e;
    }
    // Another query ended a moment ago. This one has been refused, so let it stay so.
    claim.shrink(bytes);
    return NoRoomException.passed(bytes);
  }

  /** Gives everything back once nobody works for it any more; until then what works ends. */
  @Override
  public void close() {
    if (claim == null) {
      return;
    }
    synchronized (this) {
      closed = true;
      release();
    }
  }

  private void release() {
    if (closed && entered == 0 && claim != null) {
      claim.close();
    }
  }
}
