package dev.clew.collector.body;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Cuts off bodies that come too slowly: each holds memory and a connection for as long as its
 * sender likes. Thread-safe.
 */
public final class SlowBodies {
  private final Set<RequestBody> open = ConcurrentHashMap.newKeySet();
  private final int leastBytesPerSecond;
  private final long graceNanos;

  /**
   * @param leastBytesPerSecond on average, once the grace is over; 0 for any
   * @param grace in which a body may come as it likes
   */
  public SlowBodies(int leastBytesPerSecond, Duration grace) {
    this.leastBytesPerSecond = leastBytesPerSecond;
    graceNanos = grace.toNanos();
  }

  void watch(RequestBody body) {
    open.add(body);
  }

  void forget(RequestBody body) {
    open.remove(body);
  }

  /** Looks at all of them; to be called about once a second. */
  public void sweep() {
    long now = System.nanoTime();
    open.forEach(body -> body.stopIfSlow(now, graceNanos, leastBytesPerSecond));
  }
}
