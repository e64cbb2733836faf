package dev.clew.metricsstore.partition;

import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.index.IndexSalvage;
import dev.clew.metricsstore.index.IndexSegment;
import dev.clew.metricsstore.index.IndexWriter;
import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.segment.Segment;
import dev.clew.metricsstore.segment.SegmentMerger;
import dev.clew.metricsstore.segment.SegmentWriter;
import dev.clew.model.health.IncidentKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * Keeps the number of files of a day bounded: as soon as {@link #FAN_IN} neighbours have the same
 * level they become one of the next level, so a sample is written once per level, and a day of
 * flushes every 30 s has at most {@code 7 * 4} segments. A day that is over is merged once more,
 * into a single compressed segment. Run by one thread at a time.
 */
public final class Compaction {
  static final int FAN_IN = 8;

  /** From here on, some four hours of samples, chunks are compressed. */
  private static final int COMPRESSED_LEVEL = 3;

  /** The level of what a day is merged into when it is over. */
  static final int SEALED_LEVEL = 100;

  /** Late samples are merged into a sealed day only when they are worth rewriting it. */
  private static final int RESEAL_RATIO = 4;

  /** Of so many series of a sealed day, one must have been deleted before it is written anew. */
  private static final int CLEAN_RATIO = 20;

  private final Partitions partitions;

  public Compaction(Partitions partitions) {
    this.partitions = partitions;
  }

  /**
   * Does one merge that is due.
   *
   * @param sealBefore days before this one are over
   * @return whether there was one to do, so that there may be more
   */
  public boolean step(long sealBefore) throws IOException {
    for (Day day : List.copyOf(partitions.state().days().values())) {
      List<StoredIndex> indexes = run(day.indexes(), StoredIndex::level);
      if (!indexes.isEmpty()) {
        return guarded(() -> mergeIndexes(day, indexes));
      }
      if (day.number() < sealBefore && (worthSealing(day) || worthCleaning(day))) {
        return guarded(() -> merge(day, day.segments(), SEALED_LEVEL));
      }
      List<StoredSegment> segments = run(day.segments(), StoredSegment::level);
      if (!segments.isEmpty()) {
        int level = Math.min(segments.getFirst().level() + 1, SEALED_LEVEL - 1);
        return guarded(() -> merge(day, segments, level));
      }
    }
    return false;
  }

  /** Rewrites, in place, every file that holds something deleted. */
  public void clean() throws IOException {
    for (Day day : List.copyOf(partitions.state().days().values())) {
      ImmutableRoaringBitmap gone = day.gone();
      for (StoredIndex index : day.indexes()) {
        long base = index.index().base();
        if (holdsDeleted(day, index) && gone.intersects(base, base + index.index().count())) {
          guarded(() -> mergeIndexes(day, List.of(index)));
        }
      }
      for (StoredSegment segment : day.segments()) {
        if (!segment.segment().deletions().isEmpty()) {
          guarded(() -> merge(day, List.of(segment), segment.level()));
        }
      }
    }
  }

  private static boolean holdsDeleted(Day day, StoredIndex index) {
    return day.tombstones().stream().anyMatch(tombstone -> tombstone.appliesTo(index.name()));
  }

  /** A sealed day is written anew when a good part of it has been deleted. */
  private static boolean worthCleaning(Day day) {
    MutableRoaringBitmap deleted = new MutableRoaringBitmap();
    for (StoredSegment segment : day.segments()) {
      segment.segment().deletions().forEach(deletion -> deleted.or(deletion.series()));
    }
    return deleted.getLongCardinality() * CLEAN_RATIO > day.seriesCount();
  }

  private static boolean worthSealing(Day day) {
    if (day.segments().isEmpty()) {
      return false;
    }
    StoredSegment first = day.segments().getFirst();
    if (first.level() != SEALED_LEVEL) {
      return true;
    }
    long late = day.segments().stream().skip(1).mapToLong(StoredSegment::bytes).sum();
    return late * RESEAL_RATIO > first.bytes();
  }

  /** The first neighbours of the same level that are enough to merge. */
  private static <T> List<T> run(List<T> items, ToIntFunction<T> level) {
    int start = 0;
    for (int i = 1; i <= items.size(); i++) {
      boolean ends =
          i == items.size() || level.applyAsInt(items.get(i)) != level.applyAsInt(items.get(start));
      if (ends) {
        if (i - start >= FAN_IN) {
          return items.subList(start, i);
        }
        start = i;
      }
    }
    return List.of();
  }

  /**
   * Takes a damaged file out of the store. What can be read of it is written anew in its place; the
   * file itself is set aside.
   */
  public void setAside(CorruptFileException fault) throws IOException {
    aside(fault);
  }

  private void rewriteDamaged(CorruptFileException fault) throws IOException {
    String name = fault.file().getFileName().toString();
    for (Day day : List.copyOf(partitions.state().days().values())) {
      if (!fault.file().equals(partitions.path(day, name))) {
        continue;
      }
      for (StoredSegment segment : day.segments()) {
        if (segment.name().equals(name) && segment.segment().brokenChunks() > 0) {
          rewrite(day, segment, fault);
          return;
        }
      }
      for (StoredIndex index : day.indexes()) {
        if (index.name().equals(name)) {
          rewrite(day, index, fault);
          return;
        }
      }
    }
    partitions.quarantine(fault);
  }

  private void rewrite(Day day, StoredSegment segment, CorruptFileException fault)
      throws IOException {
    long before = segment.segment().info().samples();
    long readable = segment.segment().readableSamples();
    if (readable == 0) {
      throw fault;
    }
    int chunks = segment.segment().brokenChunks();
    partitions.keepCopy(day, segment.name());
    merge(day, List.of(segment), segment.level(), segment.broken(before - readable));
    partitions
        .incidents()
        .happened(
            PartitionOpening.PART,
            IncidentKind.DAMAGED,
            Math.max(1, before - readable),
            (before - readable)
                + (chunks == 1 ? " samples of one chunk" : " samples of " + chunks + " chunks")
                + " are unreadable: "
                + fault.getMessage());
  }

  private void rewrite(Day before, StoredIndex index, CorruptFileException fault)
      throws IOException {
    IndexSalvage salvage = index.index().salvage();
    if (salvage.lost() == index.index().count()) {
      throw fault;
    }
    Partitions.Started started = partitions.start(before, "idx");
    partitions.keepCopy(before, index.name());
    Loss loss =
        salvage.lost() == 0 ? null : Loss.ofDay(Loss.What.SERIES, salvage.lost(), before.number());
    write(started, List.of(index), index.level(), salvage.series(), loss);
    String rest = index.index().count() - salvage.lost() + " series of " + before.directory();
    partitions
        .incidents()
        .happened(
            PartitionOpening.PART,
            salvage.lost() == 0 ? IncidentKind.REBUILT : IncidentKind.DAMAGED,
            Math.max(1, salvage.lost()),
            (salvage.lost() == 0
                    ? "a label index was damaged and has been rebuilt, with the labels of all "
                    : "the labels of "
                        + salvage.lost()
                        + " series are unreadable, the index has been rebuilt from ")
                + rest
                + ": "
                + fault.getMessage());
  }

  private interface Merge {
    void run() throws IOException;
  }

  /** A damaged input is set aside; the next step does without it. */
  private boolean guarded(Merge merge) throws IOException {
    try {
      merge.run();
    } catch (CorruptFileException e) {
      aside(e);
    }
    return true;
  }

  private void aside(CorruptFileException fault) throws IOException {
    try {
      rewriteDamaged(fault);
    } catch (CorruptFileException again) {
      partitions.quarantine(again);
    }
  }

  private void merge(Day before, List<StoredSegment> chosen, int level) throws IOException {
    for (StoredSegment segment : chosen) {
      requireWhole(segment);
    }
    merge(before, chosen, level, null);
  }

  /** A merge would leave out what is damaged and nobody would be told. */
  private void requireWhole(StoredSegment segment) {
    if (segment.segment().brokenChunks() > 0) {
      throw new CorruptFileException(
          segment.segment().file().path(),
          0,
          segment.segment().brokenChunks() + " chunks are damaged");
    }
  }

  /**
   * @param known what of the one segment cannot be read, and is lost; null when all can be
   */
  private void merge(Day before, List<StoredSegment> chosen, int level, @Nullable Loss known)
      throws IOException {
    Partitions.Started started = partitions.start(before, "seg");
    Day day = started.day();
    Set<String> names = chosen.stream().map(StoredSegment::name).collect(Collectors.toSet());
    List<StoredSegment> inputs =
        day.segments().stream().filter(segment -> names.contains(segment.name())).toList();
    Path path = partitions.path(day, started.name());
    try {
      long position = -1;
      for (StoredSegment input : inputs) {
        position = Math.max(position, input.segment().info().position());
      }
      boolean compress = level >= COMPRESSED_LEVEL;
      try (SegmentWriter writer = SegmentWriter.create(partitions.files(), path, compress)) {
        SegmentMerger.merge(inputs.stream().map(StoredSegment::segment).toList(), writer);
        writer.finish(day.number(), level, position);
      }
      if (known == null) {
        inputs.forEach(this::requireWhole); // it may have come to light by reading
      }
      partitions.forceDirectory(day);
    } catch (IOException | RuntimeException e) {
      partitions.files().delete(path);
      throw e;
    }
    StoredSegment merged = new StoredSegment(started.name(), level, Segment.open(path));
    replace(
        now -> now.with(with(now.day(day.number()).replacing(inputs, merged), known)),
        () -> merged.segment().file().release());
  }

  private void mergeIndexes(Day before, List<StoredIndex> inputs) throws IOException {
    Partitions.Started started = partitions.start(before, "idx");
    Day day = started.day();
    ImmutableRoaringBitmap gone = day.gone();
    int base = inputs.getFirst().index().base();
    List<LabelSet> series = new ArrayList<>();
    for (StoredIndex input : inputs) {
      IndexSegment index = input.index();
      for (int id = base + series.size(); id < index.base() + index.count(); id++) {
        if (id < index.base() || gone.contains(id)) {
          series.add(LabelSet.NONE); // a gap where a damaged index was, or a deleted series
        } else {
          series.add(index.labels(id));
        }
      }
    }
    int level = inputs.getFirst().level() + (inputs.size() == 1 ? 0 : 1);
    write(started, inputs, level, series, null);
  }

  private static Day with(Day day, @Nullable Loss loss) {
    return loss == null || loss.amount() == 0 ? day : day.withLoss(loss);
  }

  private void write(
      Partitions.Started started,
      List<StoredIndex> inputs,
      int level,
      List<LabelSet> series,
      @Nullable Loss loss)
      throws IOException {
    Day day = started.day();
    String name = started.name();
    Path path = partitions.path(day, name);
    int base = inputs.getFirst().index().base();
    try {
      IndexWriter.write(partitions.files(), path, day.number(), base, series);
      partitions.forceDirectory(day);
    } catch (IOException | RuntimeException e) {
      partitions.files().delete(path);
      throw e;
    }
    StoredIndex merged = new StoredIndex(name, level, IndexSegment.open(path));
    replace(
        now -> now.with(with(now.day(day.number()).replacingIndexes(inputs, merged), loss)),
        () -> merged.index().file().release());
  }

  private void replace(Function<StoreState, StoreState> change, Runnable undo) throws IOException {
    try {
      partitions.commit(change::apply, () -> {});
    } catch (IOException | RuntimeException e) {
      undo.run();
      throw e;
    }
  }
}
