package dev.clew.collector.scrape.fetch;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that all bodies under way may take together. Thread-safe. */
public final class MemoryBudget {
  private final long limit;
  private final AtomicLong taken = new AtomicLong();

  public MemoryBudget(long limit) {
    this.limit = limit;
  }

  /** Takes bytes if there are as many left. */
  boolean take(long bytes) {
    if (taken.addAndGet(bytes) > limit) {
      taken.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void give(long bytes) {
    taken.addAndGet(-bytes);
  }

  public long limit() {
    return limit;
  }
}
