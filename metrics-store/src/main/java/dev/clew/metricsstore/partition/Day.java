package dev.clew.metricsstore.partition;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * One day on disk. Immutable.
 *
 * @param number days since the Unix epoch, UTC
 * @param seriesCount series numbers given; greater than what the indexes hold when one was damaged
 * @param indexes in ascending order of series
 * @param segments in the order of writing, read without what the tombstones delete
 * @param tombstones in the order of writing
 * @param losses what of the day nobody can read any more
 */
public record Day(
    long number,
    int seriesCount,
    List<StoredIndex> indexes,
    List<StoredSegment> segments,
    List<Tombstone> tombstones,
    List<Loss> losses) {
  public Day {
    indexes = List.copyOf(indexes);
    tombstones = List.copyOf(tombstones);
    losses = List.copyOf(losses);
    List<Tombstone> all = tombstones;
    segments = segments.stream().map(segment -> segment.under(all)).toList();
  }

  static Day empty(long number) {
    return new Day(number, 0, List.of(), List.of(), List.of(), List.of());
  }

  /** The name of its directory. */
  String directory() {
    return LocalDate.ofEpochDay(number).toString();
  }

  Day withIndex(StoredIndex added) {
    List<StoredIndex> all = new ArrayList<>(indexes);
    all.add(added);
    int count = Math.max(seriesCount, added.index().base() + added.index().count());
    return new Day(number, count, all, segments, tombstones, losses);
  }

  Day withSegment(StoredSegment added) {
    List<StoredSegment> all = new ArrayList<>(segments);
    all.add(added);
    return new Day(number, seriesCount, indexes, all, tombstones, losses);
  }

  Day withLoss(Loss added) {
    return new Day(number, seriesCount, indexes, segments, tombstones, Loss.with(losses, added));
  }

  Day withTombstone(Tombstone added) {
    List<Tombstone> all = new ArrayList<>(tombstones);
    all.add(added);
    return new Day(number, seriesCount, indexes, segments, all, losses);
  }

  /** Puts one segment in the place of several neighbours. */
  Day replacing(List<StoredSegment> merged, StoredSegment by) {
    Set<String> names = new HashSet<>();
    merged.forEach(segment -> names.add(segment.name()));
    List<StoredSegment> all = new ArrayList<>();
    for (StoredSegment segment : segments) {
      if (segment.name().equals(merged.getFirst().name())) {
        all.add(by);
      } else if (!names.contains(segment.name())) {
        all.add(segment);
      }
    }
    return new Day(number, seriesCount, indexes, all, tombstones, losses).pruned();
  }

  Day replacingIndexes(List<StoredIndex> merged, StoredIndex by) {
    List<StoredIndex> all = new ArrayList<>(indexes);
    int at = all.indexOf(merged.getFirst());
    all.removeAll(merged);
    all.add(at, by);
    return new Day(number, seriesCount, all, segments, tombstones, losses);
  }

  /** What is lost with a file, by what it says of itself; null when the day has no such file. */
  @Nullable Loss lossOf(String name) {
    for (StoredSegment segment : segments) {
      if (segment.name().equals(name)) {
        return segment.loss();
      }
    }
    for (StoredIndex index : indexes) {
      if (index.name().equals(name)) {
        return Loss.ofDay(Loss.What.SERIES, index.index().count(), number);
      }
    }
    return null;
  }

  /** What of a range is lost, in files that are gone and in files that are still here. */
  public List<Loss> losses(Loss.What what, long startMillis, long endMillis) {
    List<Loss> found = new ArrayList<>();
    for (Loss loss : losses) {
      if (loss.what() == what && loss.overlaps(startMillis, endMillis)) {
        found.add(loss);
      }
    }
    if (what == Loss.What.SERIES) {
      for (StoredIndex index : indexes) {
        Loss hidden = Loss.ofDay(what, index.index().count(), number);
        if (index.index().isDamaged() && hidden.overlaps(startMillis, endMillis)) {
          found.add(hidden);
        }
      }
    } else {
      for (StoredSegment segment : segments) {
        Loss broken = segment.broken();
        if (broken != null && broken.overlaps(startMillis, endMillis)) {
          found.add(broken);
        }
      }
    }
    return found;
  }

  Day without(String name) {
    return new Day(
        number,
        seriesCount,
        indexes.stream().filter(index -> !index.name().equals(name)).toList(),
        segments.stream().filter(segment -> !segment.name().equals(name)).toList(),
        tombstones,
        losses);
  }

  /** Without tombstones that have nothing left to delete or hide. */
  private Day pruned() {
    List<Tombstone> needed =
        tombstones.stream()
            .filter(tombstone ->
                !tombstone.gone().isEmpty()
                    || segments.stream().anyMatch(s -> tombstone.appliesTo(s.name())))
            .toList();
    return new Day(number, seriesCount, indexes, segments, needed, losses);
  }

  /** Numbers of series that have been deleted altogether and do not count any more. */
  public ImmutableRoaringBitmap gone() {
    MutableRoaringBitmap gone = new MutableRoaringBitmap();
    tombstones.forEach(tombstone -> gone.or(tombstone.gone()));
    return gone;
  }

  /** Whether it holds series and every one of them has been deleted. */
  public boolean allGone() {
    if (tombstones.isEmpty()) {
      return false;
    }
    MutableRoaringBitmap left = new MutableRoaringBitmap();
    for (StoredIndex index : indexes) {
      left.add((long) index.index().base(), (long) index.index().base() + index.index().count());
    }
    left.andNot(gone());
    return left.isEmpty();
  }

  public long bytes() {
    return indexes.stream().mapToLong(StoredIndex::bytes).sum()
        + segments.stream().mapToLong(StoredSegment::bytes).sum();
  }

  public long samples() {
    return segments.stream().mapToLong(segment -> segment.segment().info().samples()).sum();
  }
}
