package dev.clew.storage.buffer;

import dev.clew.model.BufferFullException;
import dev.clew.model.Signal;
import dev.clew.storage.files.DurableFiles;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queue of one signal: appends under a lock, knows its consumers, deletes released files. */
final class SignalQueue implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SignalQueue.class);

  /**
   * A file is also closed after five minutes, so that a queue that has become quiet does not keep
   * an old file for long, and is closed earlier when it is full.
   */
  private static final RollCycle ROLL_CYCLE = RollCycles.FIVE_MINUTELY;

  /** Much smaller files would cost time for creating them, larger ones are released later. */
  private static final long SEGMENT_BYTES = 64 << 20;

  /** What the library holds about a queue besides its files; all of it can be found out again. */
  private static final String METADATA = "metadata.cq4t";

  private final Signal signal;
  private final BufferConfig config;
  private final InstantSource clock;
  private final SegmentTime time;
  private final SingleChronicleQueue queue;
  private final DiskSpace disk;
  private final GroupForce force;
  private final long segmentBytes;
  private final List<BufferTailing> consumers = new CopyOnWriteArrayList<>();

  /** Guards everything below, and the appender. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable ExcerptAppender appender;
  private final TreeMap<Integer, Segment> segments = new TreeMap<>();
  private long keptBytes;
  private boolean closed;

  private final AtomicLong totalEntries = new AtomicLong();
  private final AtomicLong totalBytes = new AtomicLong();
  private final AtomicLong appendedEntries = new AtomicLong();
  private final AtomicLong appendedBytes = new AtomicLong();
  private final AtomicLong refusedEntries = new AtomicLong();
  private volatile @Nullable String problem;

  /** One queue file. */
  private static final class Segment {
    final Path file;
    long bytes;

    Segment(Path file) {
      this.file = file;
    }
  }

  /** What is in front of a consumer that has just come. */
  record Backlog(long entriesBefore, long bytesBefore, long oldestReceivedNanos) {}

  private SignalQueue(Signal signal, BufferConfig config, InstantSource clock) throws IOException {
    this.signal = signal;
    this.config = config;
    this.clock = clock;
    Path directory = config.directory().resolve(signal.id());
    DurableFiles.createDirectories(directory);
    // The library keeps its write lock, with the owner's process ID, in this file. A process that
    // was killed inside an append and comes back under the same ID, as in a container, would wait
    // for itself for ever. The directory is locked for us: nobody else can be the owner.
    Files.deleteIfExists(directory.resolve(METADATA));
    UnfinishedFiles.remove(directory);
    this.time = new SegmentTime(clock, ROLL_CYCLE.lengthInMillis());
    this.segmentBytes = Math.min(SEGMENT_BYTES, config.maxBytes() / 8);
    this.disk = new DiskSpace(directory, config.minFreeDiskBytes());
    this.queue =
        SingleChronicleQueueBuilder.binary(directory)
            .rollCycle(ROLL_CYCLE)
            .timeProvider(time)
            .build();
    this.force =
        new GroupForce(
            SyncMode.parse(config.sync()), config.syncInterval(), directory, signal.id());
  }

  /** Opens the queue and proves that it can be written to. */
  static SignalQueue open(Signal signal, BufferConfig config, InstantSource clock)
      throws IOException {
    SignalQueue queue = new SignalQueue(signal, config, clock);
    try {
      queue.recover();
      return queue;
    } catch (RuntimeException | IOException e) {
      queue.close();
      throw e;
    }
  }

  private void recover() throws IOException {
    queue.refreshDirectoryListing();
    if (!Files.exists(queue.file().toPath().resolve(METADATA))) {
      // Without its --add-exports flags the library falls back to this without a word.
      throw new IOException(
          "buffer "
              + queue.file()
              + " can only be read (expected: JVM flags as in the start script, and a directory"
              + " that this user may write to)");
    }
    try (ExcerptTailer tailer = queue.createTailer()) {
      tailer.toStart();
      for (boolean more = true; more; ) {
        try (DocumentContext entry = tailer.readingDocument()) {
          more = entry.isPresent();
          if (more) {
            File file = tailer.currentFile();
            account(file.toPath(), entry.index(), entry.wire().bytes().readRemaining());
          }
        }
      }
    }
    int last = queue.lastCycle();
    if (last != Integer.MIN_VALUE) {
      time.atLeast(last);
    }
    appender();
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

  private void account(Path file, long position, long bytes) {
    int cycle = ROLL_CYCLE.toCycle(position);
    segments.computeIfAbsent(cycle, c -> new Segment(file)).bytes += bytes;
    keptBytes += bytes;
    totalEntries.incrementAndGet();
    totalBytes.addAndGet(bytes);
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
      done = write(payload, offset, length);
      problem = null;
    } catch (BufferFullException e) {
      refusedEntries.incrementAndGet();
      problem = e.getMessage();
      return CompletableFuture.failedFuture(e);
    } catch (IOException e) {
      refusedEntries.incrementAndGet();
      problem = "cannot append to the buffer of " + signal.id() + ": " + e;
      return CompletableFuture.failedFuture(e);
    } finally {
      lock.unlock();
    }
    for (BufferTailing consumer : consumers) {
      consumer.wake();
    }
    return done;
  }

  private void checkRoom(int length) throws IOException {
    if (length > config.maxEntryBytes()) {
      throw new BufferFullException(
          "request of "
              + length
              + " bytes (expected: <= "
              + config.maxEntryBytes()
              + ", buffer.max_entry_bytes)");
    }
    if (keptBytes + length > config.maxBytes()) {
      throw new BufferFullException(
          "the buffer of "
              + signal.id()
              + " holds "
              + keptBytes
              + " bytes that are not stored yet (limit: "
              + config.maxBytes()
              + ", buffer.max_bytes)");
    }
    if (!disk.take(length + EntryFormat.OVERHEAD)) {
      throw new BufferFullException(
          "the file system of "
              + queue.file()
              + " has "
              + disk.freeBytes()
              + " bytes free (expected: >= "
              + disk.minFreeBytes()
              + ", buffer.min_free_disk_bytes)");
    }
  }

  private CompletableFuture<Long> write(byte[] payload, int offset, int length) throws IOException {
    Map.Entry<Integer, Segment> last = segments.lastEntry();
    if (last != null && last.getValue().bytes >= segmentBytes) {
      time.atLeast(last.getKey() + 1);
    }
    CompletableFuture<Long> appended;
    try {
      ExcerptAppender out = appender();
      long receivedNanos = TimeNanos.of(clock);
      int done = 0;
      do {
        try (DocumentContext entry = out.writingDocument()) {
          try {
            done =
                EntryFormat.write(
                    entry.wire().bytes(), receivedNanos, payload, offset, length, done);
          } catch (Throwable e) {
            entry.rollbackOnClose();
            throw e;
          }
        }
        appended = noteAppended(out, length);
      } while (done < length);
      return appended;
    } catch (RuntimeException | InternalError e) {
      // InternalError is what is left of a SIGBUS when the disk was full after all.
      renewAppender();
      throw new IOException(e);
    }
  }

  private CompletableFuture<Long> noteAppended(ExcerptAppender out, int length) {
    long position = out.lastIndexAppended();
    Path file = out.currentFile().toPath();
    long bytes = (long) Math.min(length, EntryFormat.PART_BYTES) + EntryFormat.OVERHEAD;
    account(file, position, bytes);
    appendedEntries.incrementAndGet();
    appendedBytes.addAndGet(bytes);
    return force.appended(file, position);
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
   */
  Backlog register(BufferTailing tailing, long committed) {
    lock.lock();
    try {
      if (committed != BufferConsumer.NONE && committed > queue.lastIndex()) {
        time.atLeast(ROLL_CYCLE.toCycle(committed) + 1);
      }
      consumers.add(tailing);
      long entries = 0;
      long bytes = 0;
      long oldest = 0;
      EntryFormat.Entry first = new EntryFormat.Entry();
      try (ExcerptTailer tailer = tailerBehind(committed)) {
        for (boolean more = true; more; ) {
          try (DocumentContext entry = tailer.readingDocument()) {
            more = entry.isPresent();
            if (more && entry.index() > committed) {
              bytes += entry.wire().bytes().readRemaining();
              if (entries++ == 0) {
                first.read(entry.wire().bytes());
                oldest = first.receivedNanos();
              }
            }
          }
        }
      }
      return new Backlog(totalEntries.get() - entries, totalBytes.get() - bytes, oldest);
    } finally {
      lock.unlock();
    }
  }

  /**
   * A tailer for the calling thread; the first entries that it reads may still be ones up to the
   * given position.
   */
  ExcerptTailer tailerBehind(long committed) {
    ExcerptTailer tailer = queue.createTailer();
    if (committed == BufferConsumer.NONE || !tailer.moveToIndex(committed)) {
      tailer.toStart(); // nothing committed, or its file was released or lost
    }
    return tailer;
  }

  /** Moves a tailer that cannot read on to the file after the given position, if there is one. */
  boolean skipFile(ExcerptTailer tailer, long position) {
    Integer next = nextCycle(ROLL_CYCLE.toCycle(position));
    return next != null && tailer.moveToCycle(next);
  }

  private @Nullable Integer nextCycle(int cycle) {
    lock.lock();
    try {
      return segments.higherKey(cycle);
    } finally {
      lock.unlock();
    }
  }

  /** Deletes the files that every consumer has committed and left. */
  void release() {
    long committed = Long.MAX_VALUE;
    for (BufferTailing consumer : consumers) {
      committed = Math.min(committed, consumer.committedPosition());
    }
    if (committed == BufferConsumer.NONE || committed == Long.MAX_VALUE) {
      return;
    }
    lock.lock();
    try {
      int keepFrom = ROLL_CYCLE.toCycle(committed);
      boolean deleted = false;
      while (segments.size() > 1 && segments.firstKey() < keepFrom) {
        Segment oldest = segments.firstEntry().getValue();
        Files.deleteIfExists(oldest.file);
        segments.pollFirstEntry();
        keptBytes -= oldest.bytes;
        deleted = true;
      }
      if (deleted && !closed) {
        queue.refreshDirectoryListing();
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

  long totalEntries() {
    return totalEntries.get();
  }

  long totalBytes() {
    return totalBytes.get();
  }

  List<BufferTailing> consumers() {
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
    } catch (RuntimeException e) {
      throw new UncheckedIOException(new IOException("cannot close " + queue.file(), e));
    }
  }
}
