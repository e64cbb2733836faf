package dev.clew.storage.buffer;

import dev.clew.model.BufferFullException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds one store from its signal's queue, on a thread of its own, from right behind what the store
 * has committed. Made by {@link WriteAheadBuffer#register}; nothing is read before {@link #start}.
 *
 * <p>A store that throws an I/O failure (or that meets a full buffer when it writes telemetry of
 * its own) is tried again, with growing pauses, until it works; {@link #status} tells of it. An
 * entry at which it throws anything else goes into quarantine.
 */
public final class BufferTailing implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BufferTailing.class);

  /** A file that cannot be read so many times at the same place is left for the next one. */
  private static final int FAILURES_BEFORE_SKIP = 5;

  private static final long IDLE_NANOS = Duration.ofMillis(100).toNanos();
  private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(50).toNanos();
  private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

  private final SignalQueue queue;
  private final BufferConsumer consumer;
  private final InstantSource clock;
  private final Quarantine quarantine;
  private final long earlyFlushBytes;
  private final SignalQueue.Backlog backlog;
  private final Thread thread;
  private final EntryFormat.Entry current = new EntryFormat.Entry();

  private volatile boolean closing;
  private volatile boolean idle;
  private final AtomicLong readEntries = new AtomicLong();
  private final AtomicLong readBytes = new AtomicLong();
  private final AtomicLong quarantined = new AtomicLong();
  private final AtomicLong failedAttempts = new AtomicLong();
  private volatile long lastReceivedNanos;
  private volatile @Nullable String problem;

  // Used by the thread only.
  private long lastPosition;
  private long unflushedBytes;

  BufferTailing(
      SignalQueue queue, BufferConsumer consumer, BufferConfig config, InstantSource clock) {
    this.queue = queue;
    this.consumer = consumer;
    this.clock = clock;
    Path directory = config.directory().resolve("quarantine").resolve(consumer.name());
    this.quarantine = new Quarantine(directory);
    this.earlyFlushBytes = config.maxBytes() / 8;
    this.lastPosition = consumer.committedPosition();
    this.thread =
        Thread.ofPlatform().name("clew-tail-" + consumer.name()).daemon().unstarted(this::run);
    this.backlog = queue.register(this, lastPosition);
    this.lastReceivedNanos = backlog.oldestReceivedNanos();
  }

  /** Begins to feed the store. */
  public void start() {
    thread.start();
  }

  /** Called after every append. */
  void wake() {
    if (idle) {
      LockSupport.unpark(thread);
    }
  }

  long committedPosition() {
    return consumer.committedPosition();
  }

  private void run() {
    long pauseNanos = FIRST_PAUSE_NANOS;
    long failedAt = BufferConsumer.NONE - 1;
    int failures = 0;
    while (!closing) {
      try (ExcerptTailer tailer = queue.tailerBehind(lastPosition)) {
        if (failures >= FAILURES_BEFORE_SKIP && queue.skipFile(tailer, lastPosition)) {
          log.error("{}: gave up on the queue file at {}", consumer.name(), lastPosition);
          quarantined.incrementAndGet();
          failures = 0;
        }
        feed(tailer);
      } catch (RuntimeException | Error e) {
        failed("read the buffer", e);
        boolean stuck = lastPosition == failedAt;
        failures = stuck ? failures + 1 : 1;
        pauseNanos = stuck ? Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS) : FIRST_PAUSE_NANOS;
        failedAt = lastPosition;
        pause(pauseNanos);
      }
    }
    if (unflushedBytes > 0) {
      tryFlush();
    }
  }

  private void feed(ExcerptTailer tailer) {
    while (!closing) {
      if (read(tailer) || readAfterWaiting(tailer)) {
        take();
      }
      if (flushWanted()) {
        flushUntilDone();
      }
    }
  }

  /** Reads the next entry behind {@link #lastPosition} into {@link #current}. */
  private boolean read(ExcerptTailer tailer) {
    while (!closing) {
      try (DocumentContext entry = tailer.readingDocument()) {
        if (!entry.isPresent()) {
          return false;
        }
        long position = entry.index();
        if (position > lastPosition) {
          long bytes = entry.wire().bytes().readRemaining();
          boolean complete = current.read(entry.wire().bytes());
          lastPosition = position;
          lastReceivedNanos = current.receivedNanos();
          unflushedBytes += bytes;
          readBytes.addAndGet(bytes);
          if (complete) {
            return true;
          }
          readEntries.incrementAndGet();
        }
      }
    }
    return false;
  }

  private boolean readAfterWaiting(ExcerptTailer tailer) {
    lastReceivedNanos = TimeNanos.of(clock); // caught up: nothing is older than now
    idle = true;
    try {
      if (read(tailer)) {
        return true; // came in before the appender could see that it has to wake us
      }
      if (!closing) {
        LockSupport.parkNanos(this, IDLE_NANOS);
      }
      return false;
    } finally {
      idle = false;
    }
  }

  private void take() {
    if (!current.fault().isEmpty()) {
      quarantine(current.fault());
    } else {
      ingestUntilDone();
    }
    readEntries.incrementAndGet();
  }

  private void ingestUntilDone() {
    for (long pauseNanos = FIRST_PAUSE_NANOS; ; ) {
      try {
        consumer.ingest(
            lastPosition, current.receivedNanos(), current.payload(), 0, current.length());
        problem = null;
        return;
      } catch (IOException | UncheckedIOException | BufferFullException | VirtualMachineError e) {
        if (e instanceof StackOverflowError) {
          quarantine(stackTraceOf(e));
          return;
        }
        failed("take an entry", e);
      } catch (RuntimeException | Error e) {
        quarantine(stackTraceOf(e));
        return;
      }
      if (closing) {
        throw new IllegalStateException("closed while the store could not take an entry");
      }
      pause(pauseNanos);
      pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
    }
  }

  private boolean flushWanted() {
    return consumer.flushDue() || (unflushedBytes >= earlyFlushBytes && queue.underPressure());
  }

  private void flushUntilDone() {
    long pauseNanos = FIRST_PAUSE_NANOS;
    while (!tryFlush() && !closing) {
      pause(pauseNanos);
      pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
    }
  }

  private boolean tryFlush() {
    try {
      consumer.flush();
      unflushedBytes = 0;
      problem = null;
    } catch (IOException | RuntimeException | Error e) {
      failed("flush", e);
      return false;
    }
    queue.release();
    return true;
  }

  private void quarantine(String reason) {
    quarantined.incrementAndGet();
    log.warn(
        "{} cannot use entry {} and goes on without it: {}",
        consumer.name(),
        Long.toHexString(lastPosition),
        reason.lines().findFirst().orElse(""));
    quarantine.put(lastPosition, current, reason);
  }

  private void failed(String what, Throwable e) {
    failedAttempts.incrementAndGet();
    problem = consumer.name() + " cannot " + what + ": " + e;
    log.warn("{} cannot {}; trying again", consumer.name(), what, e);
  }

  private void pause(long nanos) {
    long until = System.nanoTime() + nanos;
    for (long left = nanos; left > 0 && !closing; left = until - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  private static String stackTraceOf(Throwable e) {
    StringWriter out = new StringWriter();
    e.printStackTrace(new PrintWriter(out));
    return out.toString();
  }

  /** How far the store is behind, and what troubles it. */
  public BufferStatus.ConsumerStatus status() {
    long read = readEntries.get();
    long bytes = readBytes.get();
    long unread = Math.max(0, queue.totalEntries() - backlog.entriesBefore() - read);
    long age = unread == 0 ? 0 : Math.max(0, TimeNanos.of(clock) - lastReceivedNanos);
    return new BufferStatus.ConsumerStatus(
        consumer.name(),
        consumer.signal(),
        read,
        bytes,
        unread,
        Math.max(0, queue.totalBytes() - backlog.bytesBefore() - bytes),
        Duration.ofNanos(age),
        quarantined.get(),
        failedAttempts.get(),
        consumer.committedPosition(),
        problem);
  }

  /** Stops feeding, after a last flush of what the store has taken. */
  @Override
  public void close() {
    closing = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      LockSupport.unpark(thread);
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
