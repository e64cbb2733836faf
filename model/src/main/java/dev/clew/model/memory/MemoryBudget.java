package dev.clew.model.memory;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of heap that everything in flight may hold together: bodies of requests, decoded trees,
 * results of queries, tails. Whoever needs memory that grows with what a stranger sends {@linkplain
 * #claim claims} it first, and is told when there is none; nothing else suffers.
 *
 * <p><b>Fair.</b> A claim grows only while it holds no more than what is still free. So one alone
 * gets half of the budget, two heavy ones a third each, and a light one finds room beside any
 * number of heavy ones: the heavy ones fail first. (The dynamic threshold that switches use for
 * shared packet buffers: Choudhury and Hahne, IEEE/ACM Transactions on Networking 6(2), 1998.)
 *
 * <p><b>Parts.</b> A {@link #part} is a budget within this one, so that senders cannot take all
 * from queries, nor queries from senders: with two parts of 60 %, each is sure of 40 %.
 *
 * <p>The figures are estimates by those who claim; the budget is well below the heap, so that a
 * factor of one and a half does no harm. Thread-safe.
 */
public final class MemoryBudget {
  /** What the appliance itself lives in: measured idle with every page opened once, rounded up. */
  private static final long BASE_BYTES = 96L << 20;

  private static final long LEAST_BYTES = 24L << 20;

  private final @Nullable MemoryBudget whole;
  private final String name;
  private final long bytes;
  private final AtomicLong held = new AtomicLong();
  private final AtomicLong greatest = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  private MemoryBudget(@Nullable MemoryBudget whole, String name, long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 1)");
    }
    this.whole = whole;
    this.name = name;
    this.bytes = bytes;
  }

  /**
   * @param bytes that all claims together may hold
   */
  public static MemoryBudget of(long bytes) {
    return new MemoryBudget(null, "memory", bytes);
  }

  /**
   * @param name for messages, such as {@code rules}
   * @param bytes that all claims together may hold
   */
  public static MemoryBudget of(String name, long bytes) {
    return new MemoryBudget(null, name, bytes);
  }

  /**
   * What a heap of this size can spare: half of what is left after the appliance itself; the other
   * half is for the stores' tables and caches, and for the garbage collector.
   *
   * @param heapBytes {@link Runtime#maxMemory}
   */
  public static MemoryBudget ofHeap(long heapBytes) {
    return of(Math.max(LEAST_BYTES, (heapBytes - BASE_BYTES) / 2));
  }

  /**
   * A budget within this one, which is bounded by both.
   *
   * @param name for messages, such as {@code queries}
   * @param percent of this budget, 1 to 100
   */
  public MemoryBudget part(String name, int percent) {
    if (percent < 1 || percent > 100) {
      throw new IllegalArgumentException("percent: " + percent + " (expected: 1 to 100)");
    }
    return new MemoryBudget(this, name, Math.max(1, bytes / 100 * percent));
  }

  /**
   * A budget within this one that holds at most so many bytes; this one may be smaller still.
   *
   * @param name for messages, such as {@code scrapes}
   */
  public MemoryBudget atMost(String name, long most) {
    return new MemoryBudget(this, name, Math.min(bytes, most));
  }

  /**
   * A claim that holds nothing yet. Close it when what it stands for is let go.
   *
   * @param what asks, for messages, such as {@code a log query}
   */
  public Claim claim(String what) {
    return new Claim(what);
  }

  /** The most that one claim can ever hold: half. */
  public long greatestClaim() {
    long own = bytes / 2;
    return whole == null ? own : Math.min(own, whole.greatestClaim());
  }

  public String name() {
    return name;
  }

  public long bytes() {
    return bytes;
  }

  /** What all claims hold now. */
  public long heldBytes() {
    return held.get();
  }

  /** The most that was held at one time, since the start. */
  public long greatestHeldBytes() {
    return greatest.get();
  }

  /** Claims that found no room, since the start. */
  public long refusals() {
    return refused.get();
  }

  private boolean take(long more, long claimed) {
    long now = held.addAndGet(more);
    if (claimed + more > bytes - now) {
      held.addAndGet(-more);
      return false;
    }
    if (whole != null && !whole.take(more, claimed)) {
      held.addAndGet(-more);
      return false;
    }
    greatest.accumulateAndGet(now, Math::max);
    return true;
  }

  private void give(long less) {
    held.addAndGet(-less);
    if (whole != null) {
      whole.give(less);
    }
  }

  /**
   * What one request or query holds. Thread-safe; closing twice does no harm, and a closed claim
   * takes nothing more.
   */
  public final class Claim implements AutoCloseable {
    private final String what;

    // Guarded by this.
    private long claimed;
    private boolean closed;

    private Claim(String what) {
      this.what = what;
    }

    /** Takes so many bytes more, or none and answers false. */
    public synchronized boolean tryGrow(long more) {
      if (more <= 0) {
        return true;
      }
      if (closed || !take(more, claimed)) {
        refused.incrementAndGet();
        return false;
      }
      claimed += more;
      return true;
    }

    /**
     * Takes so many bytes more.
     *
     * @throws NoRoomException when there are not as many for this claim; it keeps what it has
     */
    public void grow(long more) {
      if (!tryGrow(more)) {
        throw noRoom(more);
      }
    }

    /** Gives some back, at most what is held. */
    public synchronized void shrink(long less) {
      long given = Math.min(less, claimed);
      if (given > 0) {
        claimed -= given;
        give(given);
      }
    }

    public synchronized long heldBytes() {
      return claimed;
    }

    private synchronized NoRoomException noRoom(long more) {
      long wanted = claimed + more;
      return new NoRoomException(
          what
              + " needs "
              + mebibytes(wanted)
              + " of memory; "
              + name
              + " may hold "
              + mebibytes(bytes)
              + " together, of which "
              + mebibytes(held.get())
              + " are held",
          wanted > greatestClaim());
    }

    @Override
    public synchronized void close() {
      shrink(claimed);
      closed = true;
    }
  }

  private static String mebibytes(long bytes) {
    return String.format("%.1f MiB", bytes / (double) (1 << 20));
  }
}
