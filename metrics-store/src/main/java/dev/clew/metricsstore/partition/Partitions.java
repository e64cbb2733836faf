package dev.clew.metricsstore.partition;

import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.files.StoreFiles;
import dev.clew.metricsstore.segment.Deletion;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.time.GuardedClock;
import dev.clew.storage.files.Shelf;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The committed files. A commit writes the manifest anew and then puts the new state in place of
 * the old one, under the store's write lock; files that are no longer listed are deleted only after
 * that, and their mappings end with their last reader.
 *
 * <p>Whatever fails before the manifest is replaced leaves the old state; its new files are deleted
 * at once or when the store is opened next. When the replacement itself fails nobody knows which of
 * both manifests is on disk, so no file of either is deleted: the next commit decides.
 */
public final class Partitions implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Partitions.class);

  private final Path directory;
  private final StoreFiles files;
  private final Lock stateLock;
  private final AtomicLong nextFile = new AtomicLong();
  private final AtomicLong quarantined = new AtomicLong();

  /** Held while the state changes; {@link #stateLock} is taken within it. */
  private final Object commits = new Object();

  private volatile StoreState state;

  private final Shelf shelf;
  private final Incidents incidents;
  private volatile Consumer<CorruptFileException> damage = fault -> {};

  private Partitions(
      Path directory,
      StoreFiles files,
      Lock stateLock,
      StoreState state,
      Shelf shelf,
      Incidents incidents) {
    this.incidents = incidents;
    this.shelf = shelf;
    this.directory = directory;
    this.files = files;
    this.stateLock = stateLock;
    this.state = state;
    nextFile.set(state.nextFile());
  }

  /**
   * Opens what the manifest lists and deletes what it does not list.
   *
   * @param stateLock the write lock of the store: whoever holds its read lock sees one state
   * @param clock by which what was set aside is kept for a time
   * @param incidents where is told what is damaged
   */
  public static Partitions open(
      Path directory, StoreFiles files, Lock stateLock, GuardedClock clock, Incidents incidents)
      throws IOException {
    Shelf shelf =
        new Shelf(
            directory.resolve("quarantine"),
            clock,
            (things, sentence) ->
                incidents.happened(PartitionOpening.PART, IncidentKind.DROPPED, things, sentence));
    PartitionOpening opening = new PartitionOpening(directory, files, shelf, incidents);
    Partitions partitions =
        new Partitions(directory, files, stateLock, opening.open(), shelf, incidents);
    partitions.quarantined.set(opening.quarantined());
    return partitions;
  }

  /** The current state. Hold the store's lock while taking references to its files. */
  public StoreState state() {
    return state;
  }

  /**
   * @param listener takes each chunk that readers find to be damaged
   */
  public void onDamage(Consumer<CorruptFileException> listener) {
    damage = listener;
    listen(state);
  }

  private void listen(StoreState to) {
    for (Day day : to.days().values()) {
      day.segments().forEach(segment -> segment.segment().tell(damage));
    }
  }

  public long quarantinedFiles() {
    return quarantined.get();
  }

  StoreFiles files() {
    return files;
  }

  /** A name for a new file; names are never used twice. */
  String newName(String extension) {
    return String.format(java.util.Locale.ROOT, "%016d.%s", nextFile.getAndIncrement(), extension);
  }

  /** A new file and the day as it is when the file gets its name. */
  record Started(String name, Day day) {}

  /**
   * Begins a file that is made from others of a day. A tombstone that is committed later has a
   * greater number, and so applies to it; one that was committed before is in the day.
   */
  Started start(Day day, String extension) {
    synchronized (commits) {
      return new Started(newName(extension), state.day(day.number()));
    }
  }

  Path path(Day day, String name) {
    return directory.resolve(day.directory()).resolve(name);
  }

  /** Creates the directory of a day, durably. */
  void createDirectory(Day day) throws IOException {
    files.createDirectory(directory.resolve(day.directory()));
    files.forceDirectory(directory);
  }

  void forceDirectory(Day day) throws IOException {
    files.forceDirectory(directory.resolve(day.directory()));
  }

  /**
   * Commits a change of the state.
   *
   * @param also what has to change at the same instant in memory
   */
  void commit(UnaryOperator<StoreState> change, Runnable also) throws IOException {
    synchronized (commits) {
      StoreState before = state;
      StoreState after = change.apply(before).withNextFile(nextFile.get());
      files.replace(directory.resolve(Manifest.FILE_NAME), Manifest.write(after));
      stateLock.lock();
      try {
        state = after;
        listen(after);
        also.run();
      } finally {
        stateLock.unlock();
      }
      removeUnlisted(before, after);
    }
  }

  private void removeUnlisted(StoreState before, StoreState after) {
    for (Day day : before.days().values()) {
      Day now = after.days().get(day.number());
      Set<String> kept = new HashSet<>();
      if (now != null) {
        now.indexes().forEach(index -> kept.add(index.name()));
        now.segments().forEach(segment -> kept.add(segment.name()));
        now.tombstones().forEach(tombstone -> kept.add(tombstone.name()));
      }
      List<String> unlisted = new ArrayList<>();
      for (StoredIndex index : day.indexes()) {
        if (!kept.contains(index.name())) {
          index.index().file().release();
          unlisted.add(index.name());
        }
      }
      for (StoredSegment segment : day.segments()) {
        if (!kept.contains(segment.name())) {
          segment.segment().file().release();
          unlisted.add(segment.name());
        }
      }
      for (Tombstone tombstone : day.tombstones()) {
        if (!kept.contains(tombstone.name())) {
          unlisted.add(tombstone.name());
        }
      }
      remove(day, now == null, unlisted);
    }
  }

  private void remove(Day day, boolean whole, List<String> names) {
    try {
      if (whole) {
        files.deleteDirectory(directory.resolve(day.directory()));
        return;
      }
      for (String name : names) {
        files.delete(path(day, name));
      }
    } catch (IOException e) {
      log.warn(
          "Could not delete files of {}; they go when the store is opened next",
          day.directory(),
          e);
    }
  }

  /**
   * Commits a deletion, in all days at once.
   *
   * @param byDay what is deleted, by day
   * @param gone asked under the store's write lock which series have lost all samples of the day
   * @param also what has to change at the same instant in memory
   */
  public void delete(
      Map<Long, Deletion> byDay,
      BiFunction<Long, Deletion, ImmutableRoaringBitmap> gone,
      Runnable also)
      throws IOException {
    synchronized (commits) {
      // Nothing may come in for a series that is about to be gone.
      stateLock.lock();
      try {
        List<UnaryOperator<StoreState>> changes = new ArrayList<>();
        for (Map.Entry<Long, Deletion> entry : byDay.entrySet()) {
          long day = entry.getKey();
          Deletion deletion = entry.getValue();
          Tombstone tombstone = new Tombstone(newName("del"), deletion, gone.apply(day, deletion));
          write(state.day(day), tombstone);
          changes.add(before -> before.with(before.day(day).withTombstone(tombstone)));
        }
        commit(
            before -> {
              StoreState after = before;
              for (UnaryOperator<StoreState> change : changes) {
                after = change.apply(after);
              }
              return after;
            },
            also);
      } finally {
        stateLock.unlock();
      }
    }
  }

  /** What a failure leaves behind is deleted when the store is opened next. */
  private void write(Day day, Tombstone tombstone) throws IOException {
    byte[] bytes = tombstone.write(day.number());
    try (StoreFiles.NewFile file = files.create(path(day, tombstone.name()))) {
      file.write(bytes, 0, bytes.length);
      file.force();
    }
    forceDirectory(day);
  }

  /**
   * Drops a day of which every series has been deleted.
   *
   * @param unused asked under the store's write lock whether memory holds nothing of the day; what
   *     it says is final
   */
  public void dropGone(long day, BooleanSupplier unused) throws IOException {
    synchronized (commits) {
      stateLock.lock();
      try {
        if (state.day(day).allGone() && unused.getAsBoolean()) {
          commit(before -> before.without(day), () -> {});
        }
      } finally {
        stateLock.unlock();
      }
    }
  }

  /** Drops a day with all its files. */
  public void drop(long day, Runnable also) throws IOException {
    commit(before -> before.without(day), also);
  }

  /** Takes a damaged file out of the store and sets it aside, with all that it holds. */
  public void quarantine(CorruptFileException fault) throws IOException {
    Path file = fault.file();
    String name = file.getFileName().toString();
    for (Day day : state.days().values()) {
      Loss loss = file.equals(path(day, name)) ? day.lossOf(name) : null;
      if (loss != null) {
        log.error("Setting {} aside", file, fault);
        keepCopy(day, name);
        long amount = loss.amount();
        incidents.happened(
            PartitionOpening.PART,
            IncidentKind.DAMAGED,
            Math.max(1, amount),
            (name.endsWith(".idx")
                    ? "the labels of " + amount + " series of " + day.directory()
                    : amount + " samples of one segment")
                + " are unreadable: "
                + fault.getMessage());
        commit(
            before -> before.with(before.day(day.number()).without(name).withLoss(loss)), () -> {});
      }
    }
  }

  /** A second name first: were the file moved, a crash would leave a listed one missing. */
  void keepCopy(Day day, String name) throws IOException {
    quarantined.incrementAndGet();
    shelf.link(path(day, name), day.directory() + "-" + name);
  }

  /** Where damaged files are. */
  public Shelf shelf() {
    return shelf;
  }

  Incidents incidents() {
    return incidents;
  }

  @Override
  public void close() {
    stateLock.lock();
    try {
      for (Day day : state.days().values()) {
        day.indexes().forEach(index -> index.index().file().release());
        day.segments().forEach(segment -> segment.segment().file().release());
      }
      state = new StoreState(state.position(), state.nextFile(), new java.util.TreeMap<>());
    } finally {
      stateLock.unlock();
    }
  }
}
