package dev.clew.storage.block;

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
import java.util.function.LongPredicate;
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
  private final Consumer<String> steps;

  /** Held while the manifest changes. */
  private final ReentrantLock commitLock = new ReentrantLock();

  /** Held while blocks of memory become a segment, so that readers see them once. */
  private final ReentrantLock viewLock;

  private final AtomicLong nextNumber = new AtomicLong();
  private final AtomicInteger corrupt = new AtomicInteger();
  private final Map<String, String> names = new HashMap<>();

  /** Written under both locks, read under either. */
  private List<Segment> current = List.of();

  private volatile Manifest manifest = Manifest.EMPTY;

  /**
   * @param viewLock guards what readers see
   * @param steps told of each step of a commit; tests break off there
   */
  Segments(Path directory, ReentrantLock viewLock, Consumer<String> steps) {
    this.directory = directory;
    this.viewLock = viewLock;
    this.steps = steps;
  }

  /** Opens what the manifest names; sets damaged segments aside, deletes what a crash left. */
  void open() throws IOException {
    DurableFiles.createDirectories(directory);
    DurableFiles.emptyTrash(directory);
    Manifest stored = Manifest.read(directory);
    deleteLeftovers(new HashSet<>(stored.segments()));
    List<Segment> opened = new ArrayList<>();
    List<Manifest.Entry> kept = new ArrayList<>();
    for (Manifest.Entry entry : stored.segments()) {
      nextNumber.accumulateAndGet(entry.number() + 1, Math::max);
      try {
        opened.add(Segment.open(directory, entry, names));
        kept.add(entry);
      } catch (IOException | CorruptBlockException e) {
        setAside(entry, e);
      }
    }
    manifest = new Manifest(stored.position(), stored.nextSequence(), kept);
    current = List.copyOf(opened);
  }

  private void setAside(Manifest.Entry entry, Exception cause) throws IOException {
    corrupt.incrementAndGet();
    Path from = Segment.path(directory, entry);
    Path to = directory.resolve(CORRUPT).resolve(entry.day() + "-" + entry.number());
    LOG.error("Segment {} is damaged and set aside as {}", from, to, cause);
    if (Files.exists(from)) {
      DurableFiles.createDirectories(directory.resolve(CORRUPT));
      DurableFiles.deleteDirectory(to);
      DurableFiles.rename(from, to);
    }
  }

  private void deleteLeftovers(Set<Manifest.Entry> named) throws IOException {
    Set<Path> wanted = new HashSet<>();
    named.forEach(entry -> wanted.add(Segment.path(directory, entry)));
    for (Path day : children(directory)) {
      if (!Files.isDirectory(day) || !day.getFileName().toString().matches("[0-9]{8}")) {
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

  /** Writes what is frozen, one segment per day, and commits it with its position. */
  void flush(MemoryTable memory, MemoryTable.Frozen frozen) throws IOException {
    Map<Long, List<SealedBlock>> byDay = new TreeMap<>();
    for (SealedBlock block : frozen.blocks()) {
      byDay.computeIfAbsent(block.day(), day -> new ArrayList<>()).add(block);
    }
    List<Segment> added = new ArrayList<>();
    try {
      for (Map.Entry<Long, List<SealedBlock>> day : byDay.entrySet()) {
        added.add(write(day.getKey(), day.getValue()));
      }
      commitLock.lock();
      try {
        List<Segment> next = new ArrayList<>(current);
        next.addAll(added);
        write(new Manifest(frozen.position(), frozen.nextSequence(), entries(next)));
        publish(next, () -> memory.forget(frozen));
      } finally {
        commitLock.unlock();
      }
    } catch (IOException | RuntimeException e) {
      giveUp(added);
      throw e;
    }
  }

  /**
   * Closes segments whose commit failed. Their files stay: the manifest that names them may have
   * reached the disk all the same. If it has not, the next start deletes them.
   */
  private static void giveUp(List<Segment> segments) {
    segments.forEach(Segment::release);
  }

  private Segment write(long day, List<SealedBlock> blocks) throws IOException {
    Manifest.Entry entry = new Manifest.Entry(day, nextNumber.getAndIncrement());
    Path path = Segment.path(directory, entry);
    try (SegmentWriter writer = new SegmentWriter(path, entry.number())) {
      steps.accept("segment begun");
      for (SealedBlock block : blocks) {
        writer.add(block);
      }
      steps.accept("blocks written");
      writer.finish();
      steps.accept("segment written");
    }
    return Segment.open(directory, entry, names);
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

  /** Joins some segments if there are enough; returns whether it did. */
  boolean merge(SegmentMerger merger) throws IOException {
    List<Segment> chosen;
    viewLock.lock();
    try {
      chosen = SegmentMerger.choose(current);
      chosen.forEach(Segment::acquire);
    } finally {
      viewLock.unlock();
    }
    if (chosen.isEmpty()) {
      return false;
    }
    try {
      replace(chosen, merged(merger, chosen));
    } finally {
      chosen.forEach(Segment::release);
    }
    return true;
  }

  private Segment merged(SegmentMerger merger, List<Segment> chosen) throws IOException {
    long day = chosen.getFirst().day();
    Manifest.Entry entry = new Manifest.Entry(day, nextNumber.getAndIncrement());
    try (SegmentWriter writer = new SegmentWriter(Segment.path(directory, entry), entry.number())) {
      steps.accept("merge begun");
      merger.merge(chosen, writer, day);
      writer.finish();
      steps.accept("merge written");
    }
    return Segment.open(directory, entry, names);
  }

  private void replace(List<Segment> old, Segment merged) throws IOException {
    commitLock.lock();
    try {
      if (!current.containsAll(old)) {
        merged.drop(); // retention was faster
        return;
      }
      List<Segment> next = new ArrayList<>(current);
      next.removeAll(old);
      next.add(merged);
      next.sort(Comparator.comparingLong((Segment s) -> s.entry().day()));
      write(new Manifest(manifest.position(), manifest.nextSequence(), entries(next)));
      publish(next, () -> {});
    } catch (IOException | RuntimeException e) {
      giveUp(List.of(merged));
      throw e;
    } finally {
      commitLock.unlock();
    }
    old.forEach(Segment::drop);
    steps.accept("merge done");
  }

  /** Drops the days that are no longer wanted; returns how many segments they had. */
  int dropDays(LongPredicate unwanted) throws IOException {
    List<Segment> old;
    commitLock.lock();
    try {
      old = current.stream().filter(segment -> unwanted.test(segment.day())).toList();
      if (old.isEmpty()) {
        return 0;
      }
      List<Segment> next = new ArrayList<>(current);
      next.removeAll(old);
      write(new Manifest(manifest.position(), manifest.nextSequence(), entries(next)));
      publish(next, () -> {});
    } finally {
      commitLock.unlock();
    }
    old.forEach(Segment::drop);
    for (Segment segment : old) {
      Path day = Segment.dayPath(directory, segment.day());
      if (Files.isDirectory(day) && children(day).isEmpty()) {
        Files.delete(day);
      }
    }
    return old.size();
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
