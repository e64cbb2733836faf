package dev.clew.packaging;

import dev.clew.correlation.Correlation;
import dev.clew.model.Span;
import dev.clew.model.TimeRange;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.memory.QueryMemory;
import dev.clew.model.query.Filter;
import dev.clew.storage.bytes.Compression;
import dev.clew.tracestore.TraceStore;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the first question of a process would pay, paid beside its first seconds: the decompressor
 * is linked, an ID that nobody sent is looked for, which goes through the indexes of logs and spans
 * as any search does, and the newest traces are looked up. It ends after a few seconds, however
 * much is stored.
 */
final class FirstLook implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(FirstLook.class);
  private static final String NOBODYS_ID = "clew-first-look";

  /** Looks that begin; each gives up on mentions after two seconds. */
  private static final Duration LONGEST = Duration.ofSeconds(3);

  /** Far more than the last of them takes. */
  private static final long LONGEST_WAIT_MILLIS = 10_000;

  /** The newest spans, whose traces are looked up. */
  private static final int SPANS = 200;

  /** So many looks compile what they go through. */
  private static final int TRACES = 20;

  private static final int MOST = 100;

  private final TraceStore traces;
  private final Correlation correlation;
  private final MemoryBudget queries;
  private final Thread thread;
  private volatile boolean closed;

  private FirstLook(TraceStore traces, Correlation correlation, MemoryBudget queries) {
    this.traces = traces;
    this.correlation = correlation;
    this.queries = queries;
    this.thread = Thread.ofPlatform().name("clew-first-look").daemon().unstarted(this::look);
  }

  static FirstLook begin(TraceStore traces, Correlation correlation, MemoryBudget queries) {
    FirstLook look = new FirstLook(traces, correlation, queries);
    look.thread.start();
    return look;
  }

  private void look() {
    long began = System.nanoTime();
    Compression.prepare();
    try (QueryMemory memory = QueryMemory.of(queries, "the first look");
        QueryMemory.Scope _ = memory.enter()) {
      List<Span> newest = traces.searchSpans(Filter.all(), TimeRange.ALL, SPANS, null).spans();
      Stream.concat(
              Stream.of(NOBODYS_ID),
              newest.stream().map(span -> span.traceId().toString()).distinct().limit(TRACES))
          .takeWhile(id -> !closed && System.nanoTime() - began < LONGEST.toNanos())
          .forEach(id -> correlation.lookUp(null, id, TimeRange.ALL, MOST));
    } catch (RuntimeException e) {
      // The one who asks the same will be told; nobody waits for this one.
      logger.info("The first look ended early: {}", e.getMessage());
    }
  }

  /** Waits for it: files must not be closed, nor threads interrupted, under a read. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(LONGEST_WAIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
