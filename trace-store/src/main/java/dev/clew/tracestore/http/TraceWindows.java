package dev.clew.tracestore.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.clew.model.TraceId;
import dev.clew.tracestore.TraceSkeleton;
import dev.clew.tracestore.TraceStore;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Traces that are read in windows. To know its order, all spans of a trace have to be read; so the
 * first window keeps what was read, and the following ones are cut from it. They fit each other,
 * too, when spans of the trace come meanwhile. A window that begins with the first span reads anew,
 * and so does one after a deletion. Thread-safe.
 */
final class TraceWindows {
  /** Whoever reads windows one after the other asks sooner. */
  private static final Duration KEPT = Duration.ofMinutes(1);

  /** Of the heap: 51 MiB of 512, a trace of a million spans with a few names. */
  private static final int SHARE = 10;

  private final TraceStore store;
  private final AtomicLong deletions = new AtomicLong();

  /** What is kept yields when the heap is full: it can be read again. */
  private final Cache<Key, TraceSkeleton> kept =
      Caffeine.newBuilder()
          .maximumWeight(Runtime.getRuntime().maxMemory() / SHARE)
          .weigher((Key key, TraceSkeleton trace) -> trace.bytes())
          .expireAfterAccess(KEPT)
          .softValues()
          .build();

  /**
   * @param deletions how many there had been when it was read
   */
  private record Key(TraceId traceId, boolean corrected, long deletions) {}

  TraceWindows(TraceStore store) {
    this.store = store;
  }

  /**
   * The whole trace, of which rows are wanted.
   *
   * @param most how many rows from the first one on
   */
  TraceSkeleton trace(TraceId traceId, boolean corrected, int from, int most) {
    Key key = new Key(traceId, corrected, deletions.get());
    TraceSkeleton known = from > 0 ? kept.getIfPresent(key) : null;
    if (known != null) {
      return known;
    }
    TraceSkeleton read = store.skeleton(traceId, corrected);
    if (from + (long) most < read.rows()) {
      kept.put(key, read);
    }
    return read;
  }

  /** Spans were deleted: nobody may see them. */
  void forget() {
    deletions.incrementAndGet();
    kept.invalidateAll();
  }
}
