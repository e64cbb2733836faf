package dev.clew.storage.block;

import dev.clew.storage.column.ColumnCache;
import dev.clew.storage.column.CorruptBlockException;
import dev.clew.storage.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments of a store on disk. Every change (flush, merge, retention) first writes its new
 * files, then replaces the manifest, which is the moment from which it counts, and then drops what
 * is no longer named.
 */
final class Segments {
  private static final String CORRUPT = "corrupt";
  private static final Logger LOG = LoggerFactory.getLogger(Segments.class);

  private final Path directory;
  private final ColumnCache cache;
  private final StoreEvents events;
  private final Consumer<String> steps;

  /** Held while the manifest changes. */
  private final ReentrantLock commitLock = new ReentrantLock();

  /** Held while blocks of memory become a segment, so that readers see them once. */
  private final ReentrantLock viewLock;

  private final AtomicLong nextNumber = new AtomicLong();
  private final AtomicInteger corrupt = new AtomicInteger();
  private final AtomicLong flushedBytes = new AtomicLong();
  private final AtomicLong writtenAgainBytes = new AtomicLong();
  private final Map<String, String> names = new HashMap<>();

  /** Written under both locks, read under either. */
  private List<Segment> current = List.of();

  private volatile Manifest manifest = Manifest.EMPTY;

  /**
   * @param viewLock guards what readers see
   * @param steps told of each step of a commit; tests break off there
   */
  Segments(
      Path directory,
      ReentrantLock viewLock,
      ColumnCache cache,
      StoreEvents events,
      Consumer<String> steps) {
    this.directory = directory;
    this.cache = cache;
    this.events = events;
    this.viewLock = viewLock;
    this.steps = steps;
  }

  /** Opens what the manifest names; sets damaged segments aside, deletes what a crash left. */
  void open() throws IOException {
    DurableFiles.createDirectories(directory);
    DurableFiles.emptyTrash(directory);
    Manifest stored = readManifest();
    deleteLeftovers(new HashSet<>(stored.segments()));
    List<Segment> opened = new ArrayList<>();
    List<Manifest.Entry> kept = new ArrayList<>();
    for (Manifest.Entry entry : stored.segments()) {
      nextNumber.accumulateAndGet(entry.number() + 1, Math::max);
      try {
        opened.add(Segment.open(directory, entry, names, cache));
        kept.add(entry);
      } catch (IOException | CorruptBlockException e) {
        setAside(entry, e);
      }
    }
    manifest = stored.with(kept);
    current = List.copyOf(opened);
  }

  private Manifest readManifest() throws IOException {
    try {
      if (Files.exists(directory.resolve(Manifest.FILE_NAME))) {
        return Manifest.read(directory);
      }
      ManifestRebuild rebuild = ManifestRebuild.from(directory);
      // Without any segment the store is new, whatever a first flush may have begun.
      return rebuild.manifest().segments().isEmpty()
          ? Manifest.EMPTY
          : adopt(rebuild, "there is no " + directory.resolve(Manifest.FILE_NAME));
    } catch (ChecksummedText.DamagedException e) {
      return adopt(ManifestRebuild.from(directory), String.valueOf(e.getMessage()));
    }
  }

  private Manifest adopt(ManifestRebuild rebuild, String cause) throws IOException {
    corrupt.incrementAndGet();
    Path manifestFile = directory.resolve(Manifest.FILE_NAME);
    if (Files.exists(manifestFile)) {
      moveAside(manifestFile, Manifest.FILE_NAME);
    }
    for (Path segment : rebuild.doubtful()) {
      Path day = segment.toAbsolutePath().getParent();
      moveAside(segment, (day == null ? "" : day.getFileName() + "-") + segment.getFileName());
    }
    rebuild.manifest().write(directory);
    events.add(
        cause
            + "; the store was put together again from its "
            + rebuild.manifest().segments().size()
            + " segments"
            + (rebuild.doubtful().isEmpty()
                ? ""
                : ", "
                    + rebuild.doubtful().size()
                    + " unreadable or unfinished ones are in "
                    + directory.resolve(CORRUPT)));
    return rebuild.manifest();
  }

  private void setAside(Manifest.Entry entry, Exception cause) throws IOException {
    corrupt.incrementAndGet();
    Path from = Segment.path(directory, entry);
    LOG.error("{} is damaged", from, cause);
    events.add("segment " + from + " is damaged and was set aside: " + cause.getMessage());
    if (Files.exists(from)) {
      moveAside(from, entry.partition().date() + "-" + entry.number());
    }
  }

  private void moveAside(Path from, String name) throws IOException {
    DurableFiles.createDirectories(directory.resolve(CORRUPT));
    Path to = directory.resolve(CORRUPT).resolve(name);
    for (int i = 2; Files.exists(to); i++) {
      to = directory.resolve(CORRUPT).resolve(name + "." + i);
    }
    DurableFiles.rename(from, to);
  }

  private void deleteLeftovers(Set<Manifest.Entry> named) throws IOException {
    Set<Path> wanted = new HashSet<>();
    named.forEach(entry -> wanted.add(Segment.path(directory, entry)));
    for (Path day : children(directory)) {
      if (!Files.isDirectory(day) || !day.getFileName().toString().matches(Partition.NAME)) {
        continue;
      }
      DurableFiles.emptyTrash(day);
      for (Path segment : children(day)) {
        if (!wanted.contains(segment)) {
          DurableFiles.deleteDirectory(segment);
        }
      }
      if (children(day).isEmpty()) {
        Files.delete(day);
      }
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  Manifest manifest() {
    return manifest;
  }

  int corruptFiles() {
    return corrupt.get();
  }

  void countCorrupt() {
    corrupt.incrementAndGet();
  }

  /** The caller holds the view lock, and has to release each of them. */
  List<Segment> acquire() {
    current.forEach(Segment::acquire);
    return current;
  }

  /** Writes what is frozen, one segment per partition, and commits it with its position. */
  void flush(MemoryTable memory, MemoryTable.Frozen frozen, BeforeCommit beforeCommit)
      throws IOException {
    Map<Partition, List<SealedBlock>> byPartition = new TreeMap<>();
    for (SealedBlock block : frozen.blocks()) {
      byPartition.computeIfAbsent(block.partition(), p -> new ArrayList<>()).add(block);
    }
    SequenceRanges sequences = SequenceRanges.of(manifest.nextSequence(), frozen.nextSequence());
    List<Segment> added = new ArrayList<>();
    try {
      for (Map.Entry<Partition, List<SealedBlock>> part : byPartition.entrySet()) {
        Manifest.Entry entry =
            new Manifest.Entry(part.getKey(), nextNumber.getAndIncrement(), false);
        added.add(
            write(
                new SegmentLabel(entry, frozen.position(), byPartition.size(), sequences),
                "segment",
                writer -> {
                  for (SealedBlock block : part.getValue()) {
                    writer.add(block);
                  }
                }));
      }
      commitLock.lock();
      try {
        List<Segment> next = new ArrayList<>(current);
        next.addAll(added);
        Manifest after = manifest.at(frozen.position(), frozen.nextSequence(), entries(next));
        beforeCommit.write(manifest.position(), after);
        write(after);
        publish(next, () -> memory.forget(frozen));
      } finally {
        commitLock.unlock();
      }
    } catch (IOException | RuntimeException e) {
      giveUp(added);
      throw e;
    }
    added.forEach(segment -> flushedBytes.addAndGet(segment.bytes()));
  }

  /** Writes what has to be on disk before a flush counts. */
  @FunctionalInterface
  interface BeforeCommit {
    void write(long committedPosition, Manifest next) throws IOException;
  }

  /** Writes the blocks of a segment. */
  @FunctionalInterface
  interface Content {
    void write(SegmentWriter writer) throws IOException;
  }

  /** Writes a segment that counts once it is committed. */
  private Segment write(SegmentLabel label, String step, Content content) throws IOException {
    Path path = Segment.path(directory, label.entry());
    SegmentWriter writer = new SegmentWriter(path, label);
    try (writer) {
      steps.accept(step + " begun");
      content.write(writer);
      steps.accept(step + " blocks written");
      writer.finish();
      steps.accept(step + " written");
    } catch (IOException | Pace.StoppedException e) {
      writer.discard();
      throw e;
    }
    return Segment.open(directory, label.entry(), names, cache);
  }

  /**
   * Closes segments whose commit failed, and deletes them unless the manifest that names them has
   * reached the disk all the same.
   */
  private void giveUp(List<Segment> segments) {
    try {
      Set<Manifest.Entry> named = new HashSet<>(Manifest.read(directory).segments());
      for (Segment segment : segments) {
        if (named.contains(segment.entry())) {
          segment.release();
        } else {
          segment.drop();
        }
      }
    } catch (IOException e) {
      LOG.warn("What a failed commit has written stays until the next start", e);
      segments.forEach(Segment::release);
    }
  }

  private void write(Manifest next) throws IOException {
    steps.accept("before the manifest");
    next.write(directory);
    steps.accept("manifest written");
    manifest = next;
  }

  private void publish(List<Segment> next, Runnable atTheSameTime) {
    viewLock.lock();
    try {
      current = List.copyOf(next);
      atTheSameTime.run();
    } finally {
      viewLock.unlock();
    }
  }

  private static List<Manifest.Entry> entries(List<Segment> segments) {
    return segments.stream().map(Segment::entry).toList();
  }

  /** The segments of this moment; the caller has to release each of them. */
  List<Segment> hold() {
    viewLock.lock();
    try {
      return acquire();
    } finally {
      viewLock.unlock();
    }
  }

  /**
   * Writes one segment in place of others of its partition, and drops those.
   *
   * @param old of one partition; the caller holds them
   * @param seals whether the new one is never merged again
   * @param content writes the rows of the old ones; when there are none left, no segment takes
   *     their place
   * @return bytes written
   */
  long replace(List<Segment> old, boolean seals, Content content) throws IOException {
    Partition partition = old.getFirst().partition();
    SegmentLabel label =
        new SegmentLabel(
            new Manifest.Entry(partition, nextNumber.getAndIncrement(), seals),
            old.stream().mapToLong(segment -> segment.label().position()).max().orElse(-1),
            0,
            SequenceRanges.union(old.stream().map(s -> s.label().sequences()).toList()));
    Segment merged = write(label, "merge", content);
    long bytes = merged.bytes();
    List<Segment> added = merged.blocks().isEmpty() ? List.of() : List.of(merged);
    if (added.isEmpty()) {
      merged.drop();
    }
    if (exchange(old, added)) {
      writtenAgainBytes.addAndGet(bytes);
      steps.accept("merge done");
    }
    return bytes;
  }

  private boolean exchange(List<Segment> old, List<Segment> added) throws IOException {
    commitLock.lock();
    try {
      if (!current.containsAll(old)) {
        added.forEach(Segment::drop); // retention was faster
        return false;
      }
      List<Segment> next = new ArrayList<>(current);
      next.removeAll(old);
      next.addAll(added);
      next.sort(Comparator.comparing(Segment::partition));
      write(manifest.with(entries(next)));
      publish(next, () -> {});
    } catch (IOException | RuntimeException e) {
      giveUp(added);
      throw e;
    } finally {
      commitLock.unlock();
    }
    old.forEach(Segment::drop);
    return true;
  }

  /** Notes that a partition had its last merge. */
  void markSealed(Partition partition) throws IOException {
    commitLock.lock();
    try {
      write(manifest.withSealed(partition));
    } finally {
      commitLock.unlock();
    }
  }

  /**
   * Drops partitions that are no longer wanted.
   *
   * @param forgottenDay the day that was dropped for want of space, or {@link Manifest#NEVER}
   * @return what was dropped
   */
  Dropped drop(Predicate<Partition> unwanted, long forgottenDay) throws IOException {
    List<Segment> old;
    commitLock.lock();
    try {
      old = current.stream().filter(segment -> unwanted.test(segment.partition())).toList();
      if (old.isEmpty()) {
        return Dropped.NOTHING;
      }
      List<Segment> next = new ArrayList<>(current);
      next.removeAll(old);
      write(manifest.with(entries(next)).withForgotten(forgottenDay).withoutEmptyMarks());
      publish(next, () -> {});
    } finally {
      commitLock.unlock();
    }
    Dropped dropped =
        new Dropped(
            old.size(),
            old.stream().mapToLong(Segment::rows).sum(),
            old.stream().mapToLong(Segment::bytes).sum());
    old.forEach(Segment::drop);
    return dropped;
  }

  /** What {@link #drop} has dropped. */
  record Dropped(int segments, long rows, long bytes) {
    static final Dropped NOTHING = new Dropped(0, 0, 0);
  }

  /** The partitions that there are, the oldest day first. */
  List<Partition> partitions() {
    return manifest.segments().stream().map(Manifest.Entry::partition).distinct().sorted().toList();
  }

  long bytes() {
    List<Segment> held = hold();
    try {
      return held.stream().mapToLong(Segment::bytes).sum();
    } finally {
      held.forEach(Segment::release);
    }
  }

  StoreStatus.Cache cacheStatus() {
    return new StoreStatus.Cache(cache.hits(), cache.misses(), cache.bytes());
  }

  long flushedBytes() {
    return flushedBytes.get();
  }

  long writtenAgainBytes() {
    return writtenAgainBytes.get();
  }

  void close() {
    List<Segment> old;
    viewLock.lock();
    try {
      old = current;
      current = List.of();
    } finally {
      viewLock.unlock();
    }
    old.forEach(Segment::release);
  }
}
