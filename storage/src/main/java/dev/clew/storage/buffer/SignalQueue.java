package dev.clew.storage.buffer;

import dev.clew.model.Signal;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.health.Severity;
import dev.clew.model.seam.BufferFullException;
import dev.clew.storage.buffer.file.CleanEnd;
import dev.clew.storage.buffer.file.EntryFormat;
import dev.clew.storage.buffer.file.QueueDirectory;
import dev.clew.storage.buffer.file.Segment;
import dev.clew.storage.buffer.file.SegmentTime;
import dev.clew.storage.buffer.file.Survey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue of one signal: appends under a lock, knows its consumers, deletes released files.
 *
 * <p>The library is the appender, in files that it has made since the start; what earlier runs have
 * left is found by {@link Survey}, and everything is read by {@link QueueReader}. Positions are
 * counted here: each entry has the one behind the entry before, over all files and starts, so a
 * reader that finds another knows how many are missing.
 */
final class SignalQueue implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SignalQueue.class);

  /** Files are named by it; see {@link SegmentTime}. */
  private static final RollCycle ROLL_CYCLE = RollCycles.FIVE_MINUTELY;

  /**
   * A file is also closed after five minutes, so that a queue that has become quiet does not keep
   * an old file for long, and is closed earlier when it is full.
   */
  private static final long SEGMENT_NANOS = Duration.ofMinutes(5).toNanos();

  /** Much smaller files would cost time for creating them, larger ones are released later. */
  private static final long SEGMENT_BYTES = 64 << 20;

  private final Signal signal;
  private final BufferConfig config;
  private final InstantSource clock;
  private final QueueDirectory directory;
  private final SegmentTime time;
  private final SingleChronicleQueue queue;
  private final DiskSpace disk;
  private final GroupSync force;
  private final long segmentBytes;
  private final int salt;
  private final EntryFormat.Writer writer;
  private final Incidents.Condition notWritable;
  private final List<ConsumerFeed> consumers = new CopyOnWriteArrayList<>();

  /** Guards everything below, and the appender. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable ExcerptAppender appender;

  /** The oldest first. */
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();

  /** The newest one, when it may be appended to. */
  private @Nullable Segment open;

  /** Of the first entry that was not released. */
  private long oldestPosition;

  private long openedNanos;
  private long keptBytes;
  private boolean closed;

  /** Written under the lock, after the segment with the position in front of it. */
  private volatile long nextPosition;

  private final AtomicLong appendedEntries = new AtomicLong();
  private final AtomicLong appendedBytes = new AtomicLong();
  private final AtomicLong refusedEntries = new AtomicLong();
  private volatile @Nullable String problem;

  /** What a consumer has not read. */
  record Unread(long entries, long bytes) {}

  private SignalQueue(Signal signal, BufferConfig config, Surroundings around, Survey survey)
      throws IOException {
    InstantSource clock = around.clock();
    this.signal = signal;
    this.config = config;
    this.clock = clock;
    this.directory = survey.directory();
    this.segments.addAll(survey.segments());
    this.keptBytes = segments.stream().mapToLong(Segment::bytes).sum();
    this.nextPosition = Math.max(1, survey.nextPosition());
    this.oldestPosition = Math.min(nextPosition, survey.firstPosition());
    this.time = new SegmentTime(clock, ROLL_CYCLE.lengthInMillis(), survey.nextCycle());
    this.segmentBytes = Math.min(SEGMENT_BYTES, config.maxBytes() / 8);
    this.salt = EntryFormat.newSalt();
    this.writer = new EntryFormat.Writer(salt);
    this.notWritable = around.incidents().condition("buffer", IncidentKind.NOT_WRITABLE);
    this.disk = new DiskSpace(directory.path(), config.minFreeDiskBytes());
    this.queue =
        SingleChronicleQueueBuilder.binary(directory.path())
            .rollCycle(ROLL_CYCLE)
            .timeProvider(time)
            .blockSize(around.blockBytes())
            .build();
    this.force =
        new GroupSync(
            config,
            directory.path(),
            around.incidents().condition("buffer", IncidentKind.NOT_WRITABLE));
  }

  /** Opens the queue and proves that it can be written to. */
  static SignalQueue open(Signal signal, BufferConfig config, Surroundings around)
      throws IOException {
    QueueDirectory directory = new QueueDirectory(config.directory().resolve(signal.id()));
    Survey survey = Survey.of(signal.id(), directory, around.incidents());
    SignalQueue queue = new SignalQueue(signal, config, around, survey);
    try {
      queue.prove();
      return queue;
    } catch (RuntimeException | IOException e) {
      queue.close();
      throw e;
    }
  }

  private void prove() throws IOException {
    appender();
    if (!directory.isWritable()) {
      // Without its --add-exports flags the library falls back to reading without a word.
      throw new IOException(
          "buffer "
              + directory.path()
              + " can only be read (expected: JVM flags as in the start script, and a directory"
              + " that this user may write to)");
    }
  }

  private ExcerptAppender appender() {
    ExcerptAppender current = appender;
    if (current == null) {
      current = queue.createAppender();
      current.singleThreadedCheckDisabled(true); // our lock takes care of it
      appender = current;
    }
    return current;
  }

  /** See {@link WriteAheadBuffer#appendAsync}. */
  CompletableFuture<Long> append(byte[] payload, int offset, int length) {
    CompletableFuture<Long> done;
    lock.lock();
    try {
      if (closed) {
        return CompletableFuture.failedFuture(new IOException("the buffer is closed"));
      }
      checkRoom(length);
      done = write(ByteBuffer.wrap(payload, offset, length));
      isWell();
    } catch (BufferFullException e) {
      return refuse(e, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return refuse(e, "cannot append to the buffer of " + signal.id() + ": " + e);
    } finally {
      lock.unlock();
    }
    for (ConsumerFeed consumer : consumers) {
      consumer.wake();
    }
    return done;
  }

  private CompletableFuture<Long> refuse(Exception e, String why) {
    refusedEntries.incrementAndGet();
    problem = why;
    notWritable.raise(Severity.UNHEALTHY, why);
    return CompletableFuture.failedFuture(e);
  }

  private void isWell() {
    if (problem != null) {
      problem = null;
      notWritable.clear();
    }
  }

  private void checkRoom(int length) throws IOException {
    if (length > config.maxEntryBytes()) {
      throw new BufferFullException(
          "request of %d bytes (expected: <= %d, buffer.max_entry_bytes)"
              .formatted(length, config.maxEntryBytes()));
    }
    if (keptBytes + length > config.maxBytes()) {
      throw new BufferFullException(
          "the buffer of %s holds %d bytes that are not stored yet (limit: %d, buffer.max_bytes)"
              .formatted(signal.id(), keptBytes, config.maxBytes()));
    }
    if (!disk.take(length + EntryFormat.OVERHEAD)) {
      throw new BufferFullException(
          "the file system of %s has %d bytes free (expected: >= %d, buffer.min_free_disk_bytes)"
              .formatted(directory.path(), disk.freeBytes(), disk.minFreeBytes()));
    }
  }

  private CompletableFuture<Long> write(ByteBuffer request) throws IOException {
    CompletableFuture<Long> appended;
    try {
      endSegmentWhenDue();
      ExcerptAppender out = appender();
      long receivedNanos = TimeNanos.of(clock);
      int done = 0;
      do {
        int before = done;
        long behind;
        try (DocumentContext entry = out.writingDocument()) {
          try {
            Bytes<?> bytes = entry.wire().bytes();
            done = writer.write(bytes, nextPosition, receivedNanos, request, done);
            behind = bytes.writePosition();
          } catch (Throwable e) {
            entry.rollbackOnClose();
            throw e;
          }
        }
        appended = noteAppended(out, receivedNanos, done - before + EntryFormat.OVERHEAD, behind);
      } while (done < request.remaining());
      return appended;
    } catch (RuntimeException | InternalError e) {
      // InternalError is what is left of a SIGBUS when the disk was full after all.
      renewAppender();
      endSegment(); // who knows what it looks like at its end
      throw new IOException(e);
    }
  }

  private void endSegmentWhenDue() {
    Segment current = open;
    if (current != null
        && (current.bytes() >= segmentBytes || System.nanoTime() - openedNanos > SEGMENT_NANOS)) {
      endSegment();
    }
  }

  private void endSegment() {
    open = null;
    time.next();
  }

  private CompletableFuture<Long> noteAppended(
      ExcerptAppender out, long receivedNanos, long bytes, long behind) {
    long position = nextPosition;
    Segment current = open;
    if (current == null) {
      current = new Segment(out.currentFile().toPath(), position, salt);
      openedNanos = System.nanoTime();
    }
    current.add(position, bytes, behind);
    if (open == null) {
      open = current;
      segments.addLast(current);
    }
    keptBytes += bytes;
    for (ConsumerFeed consumer : consumers) {
      consumer.appended(position, receivedNanos);
    }
    nextPosition = position + 1;
    appendedEntries.incrementAndGet();
    appendedBytes.addAndGet(bytes);
    return force.appended(current.file(), position);
  }

  private void renewAppender() {
    ExcerptAppender broken = appender;
    appender = null;
    if (broken != null) {
      try {
        broken.close();
      } catch (RuntimeException | InternalError e) {
        log.warn("Cannot close the broken appender of {}", queue.file(), e);
      }
    }
  }

  /**
   * Adds a consumer: from now on files are kept until it is past them. Positions given out from now
   * on are greater than what it has committed, also when files were lost.
   *
   * @return the position behind which it is to read
   */
  long register(ConsumerFeed tailing, long committed) {
    lock.lock();
    try {
      if (committed >= nextPosition) {
        if (open != null) {
          endSegment(); // positions in a file are without gaps
        }
        nextPosition = committed + 1;
      }
      consumers.add(tailing);
      if (committed != BufferConsumer.NONE) {
        return committed;
      }
      // A new store does not miss what was released before it came.
      Segment oldest = segments.peekFirst();
      return Math.min(oldestPosition, oldest == null ? nextPosition : oldest.first()) - 1;
    } finally {
      lock.unlock();
    }
  }

  /** The oldest file with entries behind the position, or null. */
  @Nullable Segment segmentBehind(long position) {
    lock.lock();
    try {
      for (Segment segment : segments) {
        if (segment.last() > position) {
          return segment;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** The position of the entry that is appended next. */
  long nextPosition() {
    return nextPosition;
  }

  /** Somebody has deleted the file; nothing more may be written to what is left of it. */
  void isGone(Segment segment) {
    lock.lock();
    try {
      if (segment == open) {
        endSegment();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What lies behind a position. */
  Unread unread(long position) {
    if (position >= nextPosition - 1) {
      return new Unread(0, 0);
    }
    lock.lock();
    try {
      long entries = 0;
      long bytes = 0;
      for (Segment segment : segments) {
        entries += segment.entriesBehind(position);
        bytes += segment.bytesBehind(position);
      }
      // What is missing at the end is one thing more to come to.
      return new Unread(Math.max(1, entries), bytes);
    } finally {
      lock.unlock();
    }
  }

  /** Files that lie in the directory and are not read. */
  List<Path> strangers() throws IOException {
    lock.lock();
    try {
      List<Path> strangers = new ArrayList<>(directory.all());
      segments.forEach(segment -> strangers.remove(segment.file()));
      return strangers;
    } finally {
      lock.unlock();
    }
  }

  /** Makes durable what was appended before the call. */
  void force() throws IOException {
    force.now();
  }

  /** Deletes the files that every consumer has committed. */
  void release() {
    long committed = Long.MAX_VALUE;
    for (ConsumerFeed consumer : consumers) {
      committed = Math.min(committed, consumer.committedPosition());
    }
    if (committed == Long.MAX_VALUE) {
      return;
    }
    lock.lock();
    try {
      boolean deleted = false;
      for (Segment oldest = segments.peekFirst();
          oldest != null && oldest != open && oldest.last() <= committed;
          oldest = segments.peekFirst()) {
        Files.deleteIfExists(oldest.file());
        segments.pollFirst();
        oldestPosition = Math.max(oldestPosition, oldest.last() + 1);
        keptBytes -= oldest.bytes();
        deleted = true;
      }
      if (deleted && !closed) {
        queue.refreshDirectoryListing();
        isWell();
      }
    } catch (IOException e) {
      log.warn("Cannot delete a released file of {}", queue.file(), e);
    } finally {
      lock.unlock();
    }
  }

  /** Whether stores should flush early because the queue is getting full. */
  boolean underPressure() {
    return keptBytesNow() > config.maxBytes() / 2;
  }

  private long keptBytesNow() {
    lock.lock();
    try {
      return keptBytes;
    } finally {
      lock.unlock();
    }
  }

  Signal signal() {
    return signal;
  }

  List<ConsumerFeed> consumers() {
    return List.copyOf(consumers);
  }

  BufferStatus.QueueStatus status() {
    String trouble = problem == null ? force.problem() : problem;
    return new BufferStatus.QueueStatus(
        signal,
        appendedEntries.get(),
        appendedBytes.get(),
        keptBytesNow(),
        refusedEntries.get(),
        force.forces(),
        force.failures(),
        trouble);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    force.close();
    try {
      renewAppender();
      queue.close();
      endInPeace();
    } catch (IOException | RuntimeException e) {
      throw new UncheckedIOException(new IOException("cannot close " + queue.file(), e));
    }
  }

  private void endInPeace() throws IOException {
    if (force.problem() == null) {
      Segment oldest = segments.peekFirst();
      Segment newest = segments.peekLast();
      long first = oldest == null ? nextPosition : oldest.first();
      long last = newest == null ? nextPosition - 1 : newest.last();
      new CleanEnd(first, last, nextPosition).write(directory.path());
    }
  }
}
