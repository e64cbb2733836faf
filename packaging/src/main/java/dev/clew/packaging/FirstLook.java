package dev.clew.packaging;

import dev.clew.correlation.Correlation;
import dev.clew.model.Span;
import dev.clew.model.TimeRange;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.memory.QueryMemory;
import dev.clew.model.query.Filter;
import dev.clew.storage.bytes.Compression;
import dev.clew.tracestore.TraceStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the first question of a process would pay, paid beside its first seconds: the decompressor
 * is linked, the newest traces are looked up, and an ID that nobody sent is looked for, which goes
 * through the indexes of logs and spans as any search does.
 */
final class FirstLook implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(FirstLook.class);
  private static final String NOBODYS_ID = "clew-first-look";

  /** Far more than it takes: of mentions a look gives up after two seconds. */
  private static final long LONGEST_MILLIS = 10_000;

  private static final int SPANS = 20;
  private static final int MOST = 100;

  private final Thread thread;

  private FirstLook(Thread thread) {
    this.thread = thread;
  }

  static FirstLook begin(TraceStore traces, Correlation correlation, MemoryBudget queries) {
    return new FirstLook(
        Thread.ofPlatform()
            .name("clew-first-look")
            .daemon()
            .start(() -> look(traces, correlation, queries)));
  }

  private static void look(TraceStore traces, Correlation correlation, MemoryBudget queries) {
    Compression.prepare();
    try (QueryMemory memory = QueryMemory.of(queries, "the first look");
        QueryMemory.Scope _ = memory.enter()) {
      for (Span span : traces.searchSpans(Filter.all(), TimeRange.ALL, SPANS, null).spans()) {
        correlation.lookUp(null, span.traceId().toString(), TimeRange.ALL, MOST);
      }
      correlation.lookUp(null, NOBODYS_ID, TimeRange.ALL, MOST);
    } catch (RuntimeException e) {
      // The one who asks the same will be told; nobody waits for this one.
      logger.info("The first look ended early: {}", e.getMessage());
    }
  }

  /** Waits for it: files must not be closed, nor threads interrupted, under a read. */
  @Override
  public void close() {
    try {
      thread.join(LONGEST_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
