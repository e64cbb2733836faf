package dev.clew.storage.block.life;

import dev.clew.model.health.IncidentKind;
import dev.clew.storage.block.segment.BlockHandle;
import dev.clew.storage.block.segment.LostRows;
import dev.clew.storage.block.segment.Manifest;
import dev.clew.storage.block.segment.Partition;
import dev.clew.storage.block.segment.SealedBlock;
import dev.clew.storage.block.segment.Segment;
import dev.clew.storage.block.segment.SegmentLabel;
import dev.clew.storage.block.segment.SegmentWriter;
import dev.clew.storage.block.segment.SequenceRanges;
import dev.clew.storage.block.segment.StoreIncidents;
import dev.clew.storage.block.segment.WithoutDeleted;
import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.column.ColumnCache;
import dev.clew.storage.files.Scrub;
import dev.clew.storage.files.Shelf;
import dev.clew.storage.rows.StoreStatus;
import dev.clew.storage.upkeep.Throttle;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments of a store on disk. Every change (flush, merge, retention) first writes its new
 * files, then replaces the manifest, which is the moment from which it counts, and then drops what
 * is no longer named.
 */
public final class Segments {
  private static final Logger LOG = LoggerFactory.getLogger(Segments.class);

  private final Path directory;
  private final ColumnCache cache;
  private final Shelf shelf;
  private final StoreIncidents incidents;
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
  public Segments(
      Path directory,
      ReentrantLock viewLock,
      ColumnCache cache,
      Shelf shelf,
      StoreIncidents incidents,
      Consumer<String> steps) {
    this.directory = directory;
    this.cache = cache;
    this.shelf = shelf;
    this.incidents = incidents;
    this.viewLock = viewLock;
    this.steps = steps;
  }

  /** Opens what the manifest names, as far as it can be read; deletes what a crash left. */
  public void open() throws IOException {
    shelf.expire();
    StoreOpening opening = new StoreOpening(directory, shelf, incidents);
    Manifest stored = opening.manifest();
    List<Segment> opened = new ArrayList<>();
    List<Manifest.Entry> kept = new ArrayList<>();
    for (Manifest.Entry entry : stored.segments()) {
      nextNumber.accumulateAndGet(entry.number() + 1, Math::max);
      try {
        Segment segment = Segment.open(directory, entry, names, cache);
        opened.add(segment);
        kept.add(entry);
        opening.tell(segment);
      } catch (NoSuchFileException e) {
        opening.missing(entry);
      }
    }
    corrupt.addAndGet(opening.found());
    manifest = stored.with(kept);
    if (kept.size() < stored.segments().size()) {
      manifest.write(directory); // so that it is told once
    }
    current = List.copyOf(opened);
  }

  /**
   * A block turned out to be damaged; it is told once, and left out from now on.
   *
   * @param handle anything but a block on disk is ignored
   */
  public void damaged(BlockHandle handle, CorruptBlockException cause) {
    BlockHandle block = handle instanceof WithoutDeleted hidden ? hidden.whole() : handle;
    if (block instanceof Segment.Block stored && stored.segment().lose(stored)) {
      corrupt.incrementAndGet();
      cache.drop(stored.segment());
      incidents.happened(
          IncidentKind.DAMAGED,
          stored.rows(),
          LostRows.sentence(stored.rows(), 1) + ": " + stored + ": " + cause.getMessage());
    }
  }

  /** Reads every block and every index; holds one segment at a time, so that others may go. */
  public void scrub(Scrub scrub) throws IOException {
    shelf.expire();
    List<Segment> all = hold();
    List<Manifest.Entry> entries = new ArrayList<>(entries(all));
    all.forEach(Segment::release);
    entries.sort(Comparator.comparing(entry -> Segment.path(directory, entry).toString()));
    for (Manifest.Entry entry : entries) {
      List<Segment> held = hold();
      Segment wanted = null;
      for (Segment segment : held) {
        if (wanted == null && segment.entry().equals(entry)) {
          wanted = segment;
        } else {
          segment.release();
        }
      }
      if (wanted != null) {
        try {
          scrub(scrub, wanted);
        } finally {
          wanted.release();
        }
      }
    }
  }

  private void scrub(Scrub scrub, Segment segment) {
    String name = segment.directory().toString();
    if (scrub.isDone(name)) {
      return;
    }
    for (Segment.Block block : segment.blocks()) {
      try {
        block.verify();
      } catch (CorruptBlockException e) {
        damaged(block, e);
      }
      scrub.read(name, block.summary().length());
    }
    segment.checkIndex();
    scrub.read(name, segment.bytes() - segment.dataBytes());
    scrub.done(name);
  }

  public Manifest manifest() {
    return manifest;
  }

  Shelf shelf() {
    return shelf;
  }

  public int corruptFiles() {
    return corrupt.get();
  }

  /** The caller holds the view lock, and has to release each of them. */
  public List<Segment> acquire() {
    current.forEach(Segment::acquire);
    return current;
  }

  /** Writes what is frozen, one segment per partition, and commits it with its position. */
  public void flush(MemoryTable memory, MemoryTable.Frozen frozen, BeforeCommit beforeCommit)
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
  public interface BeforeCommit {
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
    } catch (IOException | Throttle.StoppedException e) {
      writer.discard();
      throw e;
    }
    Segment written = Segment.open(directory, label.entry(), names, cache);
    try {
      return written.fresh();
    } catch (IOException e) {
      written.drop();
      throw e;
    }
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
            SequenceRanges.union(old.stream().map(s -> s.label().sequences()).toList()),
            SegmentLabel.ROWS_UNKNOWN,
            lostIn(old));
    setAsideLost(old);
    Segment merged = write(label, "merge", content);
    long bytes = merged.bytes();
    boolean empty = merged.blocks().isEmpty() && merged.health().lost().isEmpty();
    List<Segment> added = empty ? List.of() : List.of(merged);
    if (added.isEmpty()) {
      merged.drop();
    }
    if (exchange(old, added)) {
      writtenAgainBytes.addAndGet(bytes);
      steps.accept("merge done");
    }
    return bytes;
  }

  private static List<LostRows> lostIn(List<Segment> old) {
    return old.stream()
        .flatMap(segment -> segment.health().lost().stream())
        .filter(lost -> lost.blocks() > 0)
        .map(LostRows::elsewhere)
        .toList();
  }

  /** Bytes that nobody can read are not copied: they stay on the shelf. */
  private void setAsideLost(List<Segment> old) throws IOException {
    for (Segment segment : old) {
      for (LostRows lost : segment.health().lost()) {
        long end = Math.min(lost.offset() + lost.length(), segment.data().byteSize());
        if (lost.offset() >= 0 && end > lost.offset()) {
          String name =
              segment.partition().date() + "-" + segment.entry().number() + "-" + lost.offset();
          shelf.copy(segment.data().asSlice(lost.offset(), end - lost.offset()), name);
        }
      }
    }
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

  public StoreStatus.Cache cacheStatus() {
    return new StoreStatus.Cache(cache.hits(), cache.misses(), cache.bytes());
  }

  public long flushedBytes() {
    return flushedBytes.get();
  }

  public long writtenAgainBytes() {
    return writtenAgainBytes.get();
  }

  public void close() {
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
