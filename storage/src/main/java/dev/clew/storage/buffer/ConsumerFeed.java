package dev.clew.storage.buffer;

import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.health.Severity;
import dev.clew.model.seam.BufferFullException;
import dev.clew.storage.buffer.file.EntryFormat;
import dev.clew.storage.buffer.file.Request;
import dev.clew.storage.buffer.file.Survey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
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
public final class ConsumerFeed implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConsumerFeed.class);

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
  private final Thread thread;
  private final Request current = new Request();

  private volatile boolean closing;
  private volatile boolean idle;
  private final AtomicLong readEntries = new AtomicLong();
  private final AtomicLong readBytes = new AtomicLong();
  private final AtomicLong quarantined = new AtomicLong();
  private final AtomicLong failedAttempts = new AtomicLong();
  private final AtomicLong missing = new AtomicLong();
  private final EventTally missingEvents;
  private final EventTally damagedEvents;
  private final EventTally quarantineEvents;
  private final Incidents.Condition failing;
  private final StallAlarm stall;
  private volatile @Nullable String problem;

  /** Of the last entry that the store has taken, or that is missing. */
  private volatile long done;

  // The first entry that came when nothing was unread. Written under the queue's lock.
  private volatile long awaitedReceivedNanos;
  private volatile long awaited = BufferConsumer.NONE;

  private volatile long lastReceivedNanos;

  // Used by the thread only.
  private long lastPosition;
  private long unflushedBytes;

  ConsumerFeed(
      SignalQueue queue, BufferConsumer consumer, BufferConfig config, Surroundings around) {
    this.queue = queue;
    this.consumer = consumer;
    this.clock = around.clock();
    Incidents incidents = around.incidents();
    Path directory = config.directory().resolve(Quarantine.FOLDER).resolve(consumer.name());
    this.quarantine = new Quarantine(directory, incidents);
    this.missingEvents = new EventTally(incidents, IncidentKind.MISSING);
    this.damagedEvents = new EventTally(incidents, IncidentKind.DAMAGED);
    this.quarantineEvents = new EventTally(incidents, IncidentKind.QUARANTINED);
    this.failing = incidents.condition("buffer", IncidentKind.STALLED);
    this.stall = new StallAlarm(queue, consumer.name(), incidents);
    this.earlyFlushBytes = config.maxBytes() / 8;
    this.thread =
        Thread.ofPlatform().name("clew-tail-" + consumer.name()).daemon().unstarted(this::run);
    this.done = Long.MAX_VALUE; // until it is known, nothing is unread
    this.lastPosition = queue.register(this, consumer.committedPosition());
    this.done = lastPosition;
    this.lastReceivedNanos = oldestReceivedNanos();
  }

  private long oldestReceivedNanos() {
    Request first = new Request();
    try (QueueReader reader = new QueueReader(queue, lastPosition, (from, to, where) -> {})) {
      return reader.read(first) ? first.receivedNanos() : TimeNanos.of(clock);
    } catch (UncheckedIOException e) {
      log.warn("Cannot read the oldest entry for {}", consumer.name(), e);
      return TimeNanos.of(clock);
    }
  }

  /** Begins to feed the store. */
  public void start() {
    thread.start();
  }

  /** Called for every append, under the queue's lock and before readers can see it. */
  void appended(long position, long receivedNanos) {
    if (done >= position - 1) {
      awaitedReceivedNanos = receivedNanos;
      awaited = position;
    }
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
    queue.release();
    while (!closing) {
      try (QueueReader reader = new QueueReader(queue, lastPosition, this::missing)) {
        if (failures >= FAILURES_BEFORE_SKIP) {
          log.error("{}: gave up on the queue file at {}", consumer.name(), lastPosition);
          reader.skipFile(current);
          advanced(reader);
          failures = 0;
        }
        feed(reader);
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
    missingEvents.close();
    damagedEvents.close();
    quarantineEvents.close();
  }

  private void feed(QueueReader reader) {
    while (!closing) {
      if (read(reader)) {
        take();
      }
      advanced(reader);
      if (flushWanted()) {
        flushUntilDone();
      }
    }
  }

  private void advanced(QueueReader reader) {
    lastPosition = reader.position();
    done = lastPosition;
  }

  private boolean read(QueueReader reader) {
    boolean found = reader.read(current) || readAfterWaiting(reader);
    if (found) {
      lastPosition = reader.position();
      lastReceivedNanos = current.receivedNanos();
      long bytes = current.length() + (long) EntryFormat.OVERHEAD;
      unflushedBytes += bytes;
      readBytes.addAndGet(bytes);
    }
    return found;
  }

  private boolean readAfterWaiting(QueueReader reader) {
    advanced(reader); // what is missing at the end was passed over
    idle = true;
    try {
      if (reader.read(current)) {
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

  private void missing(long first, long last, String where) {
    long entries = Math.max(1, last - first + 1);
    missing.addAndGet(entries);
    String what =
        last < first
            ? "what was in a damaged place (nobody knows how many entries; some behind it may be"
                + " stored twice)"
            : Survey.entries(entries)
                + " of "
                + consumer.signal().id()
                + ", positions "
                + first
                + " to "
                + last
                + ", missing in the buffer";
    String file = where.isEmpty() ? "" : ": " + where;
    missingEvents.add(entries, consumer.name() + " did not get " + what + file);
  }

  private void take() {
    if (!current.fault().isEmpty()) {
      quarantine(current.fault());
      damagedEvents.add(
          1,
          "an entry of "
              + consumer.signal().id()
              + " is damaged, and "
              + consumer.name()
              + " goes on without it: "
              + current.fault());
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
        isWell();
        return;
      } catch (IOException | UncheckedIOException | BufferFullException | VirtualMachineError e) {
        if (e instanceof StackOverflowError) {
          refused(e);
          return;
        }
        failed("take an entry", e);
      } catch (RuntimeException | Error e) {
        refused(e);
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
      // A store must not know entries that a power failure can take from the queue.
      queue.force();
      consumer.flush();
      unflushedBytes = 0;
      isWell();
    } catch (IOException | RuntimeException | Error e) {
      failed("flush", e);
      return false;
    }
    queue.release();
    return true;
  }

  private void refused(Throwable e) {
    quarantine(stackTraceOf(e));
    quarantineEvents.add(
        1, consumer.name() + " cannot take an entry, which was set aside in quarantine: " + e);
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
    String text = consumer.name() + " cannot " + what + ": " + e;
    problem = text;
    failing.raise(Severity.DEGRADED, text);
    failedAttempts.incrementAndGet(); // who sees it counted sees why, too
    log.warn("{} cannot {}; trying again", consumer.name(), what, e);
  }

  private void isWell() {
    if (problem != null) {
      problem = null;
      failing.clear();
    }
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

  /** Called now and then. */
  synchronized void watch(long nowNanos) {
    stall.look(nowNanos, done, consumer.committedPosition());
    missingEvents.tell(nowNanos);
    damagedEvents.tell(nowNanos);
    quarantineEvents.tell(nowNanos);
  }

  /** How far the store is behind, and what troubles it. */
  public BufferStatus.ConsumerStatus status() {
    long position = done;
    SignalQueue.Unread unread = queue.unread(position);
    return new BufferStatus.ConsumerStatus(
        consumer.name(),
        consumer.signal(),
        readEntries.get(),
        readBytes.get(),
        unread.entries(),
        unread.bytes(),
        unread.entries() == 0 ? Duration.ZERO : ageBehind(position),
        quarantined.get(),
        missing.get(),
        failedAttempts.get(),
        consumer.committedPosition(),
        problem);
  }

  /** The oldest unread entry is the one that broke the silence, or about as old as the last. */
  private Duration ageBehind(long position) {
    long receivedNanos = awaited > position ? awaitedReceivedNanos : lastReceivedNanos;
    return Duration.ofNanos(Math.max(0, TimeNanos.of(clock) - receivedNanos));
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
