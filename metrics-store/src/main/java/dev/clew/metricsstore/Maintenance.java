package dev.clew.metricsstore;

import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.files.MappedFile;
import dev.clew.metricsstore.head.Head;
import dev.clew.metricsstore.partition.Compaction;
import dev.clew.metricsstore.partition.Day;
import dev.clew.metricsstore.partition.Partitions;
import dev.clew.metricsstore.partition.StoredIndex;
import dev.clew.metricsstore.partition.StoredSegment;
import dev.clew.model.Signal;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.time.GuardedClock;
import dev.clew.storage.files.Scrub;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Merging, retention and setting damaged files aside: one run at a time, on the executor. */
final class Maintenance implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Maintenance.class);

  /** A day is merged for good an hour after its end, when late samples have mostly come. */
  private static final long SEAL_AFTER_MILLIS = 3_600_000L;

  private final Partitions partitions;
  private final Head head;
  private final Duration retention;
  private final GuardedClock clock;
  private final Executor executor;
  private final Compaction compaction;
  private final DamagedFiles damaged;
  private final Incidents incidents;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile boolean closed;
  private boolean indexesChecked;

  Maintenance(
      Duration retention,
      GuardedClock clock,
      Executor executor,
      Partitions partitions,
      Head head,
      DamagedFiles damaged,
      Incidents incidents) {
    this.incidents = incidents;
    this.retention = retention;
    this.clock = clock;
    this.executor = executor;
    this.partitions = partitions;
    this.head = head;
    this.damaged = damaged;
    compaction = new Compaction(partitions);
  }

  /** Has it run soon, unless it already will. */
  void schedule() {
    if (!closed && scheduled.compareAndSet(false, true)) {
      executor.execute(this::run);
    }
  }

  synchronized void run() {
    scheduled.set(false);
    if (closed) {
      return;
    }
    try {
      checkIndexes();
      setDamagedAside();
      dropExpiredDays();
      long sealBefore = Math.floorDiv(earliestMillis() - SEAL_AFTER_MILLIS, DayViews.DAY_MILLIS);
      while (!closed && compaction.step(sealBefore)) {
        log.debug("Merged files of the metrics store");
      }
    } catch (IOException | RuntimeException e) {
      log.error(
          "Maintenance of the metrics store failed; it is tried again after the next flush", e);
    }
  }

  /** Rewrites files that hold something deleted. */
  synchronized void cleanTombstones() throws IOException {
    setDamagedAside();
    compaction.clean();
  }

  /** Once after the start: a wrong posting would hide a series without a word. */
  private void checkIndexes() {
    if (indexesChecked) {
      return;
    }
    for (Day day : List.copyOf(partitions.state().days().values())) {
      for (StoredIndex index : day.indexes()) {
        check(index);
        if (closed) {
          return;
        }
      }
    }
    indexesChecked = true;
  }

  private void check(StoredIndex index) {
    try {
      index.index().check();
    } catch (CorruptFileException e) {
      damaged.add(e);
    }
  }

  /**
   * Reads every file of every day.
   *
   * @param stateLock held while references to files are taken
   */
  void scrub(Scrub scrub, Lock stateLock) throws IOException {
    partitions.shelf().expire();
    for (long number : List.copyOf(partitions.state().days().keySet())) {
      Day day;
      stateLock.lock();
      try {
        day = partitions.state().day(number);
        day.indexes().forEach(index -> index.index().file().retain());
        day.segments().forEach(segment -> segment.segment().file().retain());
      } finally {
        stateLock.unlock();
      }
      try {
        scrub(scrub, day);
      } finally {
        day.indexes().forEach(index -> index.index().file().release());
        day.segments().forEach(segment -> segment.segment().file().release());
      }
    }
  }

  private void scrub(Scrub scrub, Day day) {
    SortedMap<MappedFile, Runnable> files =
        new TreeMap<>(Comparator.comparing(file -> file.path().toString()));
    for (StoredIndex index : day.indexes()) {
      files.put(index.index().file(), () -> check(index));
    }
    for (StoredSegment segment : day.segments()) {
      files.put(segment.segment().file(), segment.segment()::readableSamples);
    }
    files.forEach((file, reading) -> scrub(scrub, file, reading));
  }

  private void scrub(Scrub scrub, MappedFile file, Runnable reading) {
    String name = file.path().toString();
    if (!scrub.isDone(name)) {
      try {
        reading.run();
      } catch (CorruptFileException e) {
        damaged.add(e);
      }
      scrub.read(name, file.size());
      scrub.done(name);
    }
  }

  private void setDamagedAside() throws IOException {
    for (CorruptFileException fault : damaged.all()) {
      compaction.setAside(fault);
      damaged.remove(fault);
    }
  }

  private long earliestMillis() {
    return clock.earliest().toEpochMilli();
  }

  private void dropExpiredDays() throws IOException {
    if (!clock.trusted()) {
      return;
    }
    long firstKept = Math.floorDiv(earliestMillis() - retention.toMillis(), DayViews.DAY_MILLIS);
    for (long day : partitions.state().days().headMap(firstKept, false).keySet()) {
      log.info("Dropping day {}: past retention of {}", day, retention);
      partitions.drop(day, () -> head.drop(day));
    }
  }

  /** When the retention of the oldest day ends; the far future when that is the only one. */
  long nextExpiryNanos() {
    Day next = nextToGo();
    return next == null
        ? Long.MAX_VALUE
        : ((next.number() + 1) * DayViews.DAY_MILLIS + retention.toMillis()) * 1_000_000;
  }

  /**
   * The oldest day but the newest one up to today; days of the future, which a clock that was wrong
   * has left behind, come last.
   */
  private @Nullable Day nextToGo() {
    NavigableMap<Long, Day> days = partitions.state().days();
    if (days.isEmpty()) {
      return null;
    }
    long latest = clock.latest().toEpochMilli();
    Long newest = days.floorKey(Math.floorDiv(latest, DayViews.DAY_MILLIS));
    long kept = newest == null ? days.lastKey() : newest;
    if (days.firstKey() < kept) {
      return days.firstEntry().getValue();
    }
    long mayBeWritten = Math.floorDiv(latest + MetricsStore.AHEAD_MILLIS, DayViews.DAY_MILLIS);
    Map.Entry<Long, Day> future = days.higherEntry(Math.max(kept, mayBeWritten));
    return future == null || !clock.trusted() ? null : future.getValue();
  }

  synchronized long dropOldestDay(String why) throws IOException {
    Day oldest = nextToGo();
    if (oldest == null) {
      return 0;
    }
    partitions.drop(oldest.number(), () -> head.drop(oldest.number()));
    incidents.happened(
        Signal.METRICS.id(),
        IncidentKind.DROPPED,
        Math.max(1, oldest.samples()),
        oldest.samples()
            + " samples of "
            + LocalDate.ofEpochDay(oldest.number())
            + " dropped for want of space: "
            + why);
    return oldest.bytes();
  }

  /** Waits for the merge that is under way; afterwards nothing runs any more. */
  @Override
  public void close() {
    closed = true;
    synchronized (this) {
      log.debug("Maintenance of the metrics store has ended");
    }
  }
}
