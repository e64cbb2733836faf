package dev.clew.tracestore;

import dev.clew.model.Signal;
import dev.clew.model.TimeRange;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.health.Severity;
import dev.clew.model.seam.BufferFullException;
import dev.clew.model.seam.OtlpSink;
import dev.clew.model.time.GuardedClock;
import dev.clew.tracestore.otlp.SpanReader;
import dev.clew.tracestore.red.FoldedNames;
import dev.clew.tracestore.red.RedConfig;
import dev.clew.tracestore.red.SpanMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the span metrics: the store's thread counts into them and takes snapshots, another thread
 * writes them to the metrics store through the buffer.
 *
 * <p>After a restart nothing is written until all spans that were received before it are counted
 * again: otherwise a counter would fall, which its readers take for a reset. That is known when a
 * span comes that was received after the start, or when the buffer has nothing more to give.
 */
final class SpanMetricsWriter {
  private static final Logger LOG = LoggerFactory.getLogger(SpanMetricsWriter.class);

  /** What was received a few seconds ago, a minute after the start, was received after it. */
  private static final Duration SETTLED = Duration.ofMinutes(1);

  private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();

  private final GuardedClock clock;
  private final OtlpSink sink;
  private final long openedNanos;
  private final long openedElapsed;
  private final SpanReader reader = new SpanReader();

  /** Guards all that follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final SpanMetrics metrics;
  private boolean caughtUp;
  private long lastWriteNanos;
  private long writes;
  private long failures;
  private volatile Figures figures = new Figures(0, 0, 0, 0, 0, 0, List.of());

  /** Some service has more operations than there is room for. */
  private final Incidents.Condition tooManyNames;

  private final int maxSeries;

  SpanMetricsWriter(
      RedConfig config, SpanMetrics metrics, OtlpSink sink, Clock clock, Incidents incidents) {
    this.metrics = metrics;
    this.maxSeries = config.maxSeries();
    this.tooManyNames = incidents.condition(Signal.TRACES.id(), IncidentKind.LIMITED);
    this.sink = sink;
    this.clock = GuardedClock.of(clock);
    this.openedNanos = TimeRange.nanosOf(clock.instant());
    this.openedElapsed = this.clock.elapsedNanos();
    this.lastWriteNanos = openedNanos - config.interval().toNanos();
  }

  /** Counts the spans of a request that is known to be well-formed. */
  void count(long receivedNanos, byte[] otlp, int offset, int length) {
    lock.lock();
    try {
      if (receivedNanos >= openedNanos || (!caughtUp && isFresh(receivedNanos))) {
        catchUp();
      }
      reader.read(
          otlp, offset, length, (resource, span) -> metrics.add(resource, span, receivedNanos));
    } finally {
      lock.unlock();
    }
  }

  /** Received after the start, as far as a clock can tell that was set back since. */
  private boolean isFresh(long receivedNanos) {
    long ago = TimeRange.nanosOf(clock.instant()) - receivedNanos;
    return clock.hasPassed(SETTLED, openedElapsed) && Math.abs(ago) < FRESH_NANOS;
  }

  /** The buffer has nothing more to give. */
  void idle() {
    lock.lock();
    try {
      catchUp();
    } finally {
      lock.unlock();
    }
  }

  private void catchUp() {
    if (!caughtUp) {
      caughtUp = true;
      metrics.caughtUp();
    }
  }

  /** Something that must happen together with the snapshot. */
  @FunctionalInterface
  interface Commit {
    void run(byte[] snapshot) throws java.io.IOException;
  }

  /** Commits a snapshot; nothing is counted or written meanwhile. */
  void commit(Commit commit) throws java.io.IOException {
    lock.lock();
    try {
      commit.run(metrics.snapshot(TimeRange.nanosOf(clock.earliest())));
    } finally {
      lock.unlock();
    }
  }

  /** Writes all counters, unless it is too early after a restart. */
  void write() {
    List<byte[]> requests;
    lock.lock();
    try {
      if (!caughtUp) {
        return;
      }
      long now = TimeRange.nanosOf(clock.instant());
      requests = metrics.write(now, lastWriteNanos);
      lastWriteNanos = now;
      writes++;
      tell(metrics.folded());
    } finally {
      lock.unlock();
    }
    try {
      requests.forEach(request -> sink.append(Signal.METRICS, request));
    } catch (BufferFullException e) {
      LOG.debug("The span metrics are not written: {}", e.getMessage());
      failed();
    } catch (RuntimeException e) {
      LOG.warn("The span metrics are not written", e);
      failed();
    }
  }

  /** Names the one with most such spans; the pages of services have them all. */
  private void tell(List<FoldedNames> folded) {
    if (folded.isEmpty()) {
      tooManyNames.clear();
      return;
    }
    tooManyNames.raise(Severity.DEGRADED, sentence(folded));
  }

  private String sentence(List<FoldedNames> folded) {
    FoldedNames worst = folded.getFirst();
    String limit =
        String.format(Locale.ROOT, "%,d series (traces.span_metrics.max_series)", maxSeries);
    if (worst.series() == 0) {
      // Room is shared by need, so nobody has more than one.
      return String.format(
          Locale.ROOT,
          "more services send spans than the span metrics have room for: %,d spans count under"
              + " \"other\"; there is room for %s",
          folded.stream().mapToLong(FoldedNames::spans).sum(),
          limit);
    }
    String more =
        folded.size() == 1
            ? ""
            : String.format(Locale.ROOT, ", and %,d more services", folded.size() - 1);
    return String.format(
        Locale.ROOT,
        "service %s has too many span names: %,d of its spans count under \"other\" in the span"
            + " metrics; it holds %,d of %s%s",
        worst.service(),
        worst.spans(),
        worst.series(),
        limit,
        more);
  }

  private void failed() {
    lock.lock();
    try {
      failures++;
    } finally {
      lock.unlock();
    }
  }

  /** The figures of the span metrics; during a commit those from before it. */
  Figures figures() {
    if (lock.tryLock()) {
      try {
        figures =
            new Figures(
                metrics.size(),
                metrics.overflowed(),
                metrics.copies(),
                metrics.droppedHalves(),
                writes,
                failures,
                metrics.folded());
      } finally {
        lock.unlock();
      }
    }
    return figures;
  }

  /** See {@link TraceStoreStatus}. */
  record Figures(
      int series,
      long overflowed,
      long copies,
      long droppedHalves,
      long writes,
      long failures,
      List<FoldedNames> folded) {}
}
