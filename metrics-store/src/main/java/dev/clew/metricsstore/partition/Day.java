package dev.clew.metricsstore.partition;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
 */
public record Day(
    long number,
    int seriesCount,
    List<StoredIndex> indexes,
    List<StoredSegment> segments,
    List<Tombstone> tombstones) {
  public Day {
    indexes = List.copyOf(indexes);
    tombstones = List.copyOf(tombstones);
    List<Tombstone> all = tombstones;
    segments = segments.stream().map(segment -> segment.under(all)).toList();
  }

  static Day empty(long number) {
    return new Day(number, 0, List.of(), List.of(), List.of());
  }

  /** The name of its directory. */
  String directory() {
    return LocalDate.ofEpochDay(number).toString();
  }

  Day withIndex(StoredIndex added) {
    List<StoredIndex> all = new ArrayList<>(indexes);
    all.add(added);
    int count = Math.max(seriesCount, added.index().base() + added.index().count());
    return new Day(number, count, all, segments, tombstones);
  }

  Day withSegment(StoredSegment added) {
    List<StoredSegment> all = new ArrayList<>(segments);
    all.add(added);
    return new Day(number, seriesCount, indexes, all, tombstones);
  }

  Day withTombstone(Tombstone added) {
    List<Tombstone> all = new ArrayList<>(tombstones);
    all.add(added);
    return new Day(number, seriesCount, indexes, segments, all);
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
    return new Day(number, seriesCount, indexes, all, tombstones).pruned();
  }

  Day replacingIndexes(List<StoredIndex> merged, StoredIndex by) {
    List<StoredIndex> all = new ArrayList<>(indexes);
    int at = all.indexOf(merged.getFirst());
    all.removeAll(merged);
    all.add(at, by);
    return new Day(number, seriesCount, all, segments, tombstones);
  }

  /** How many samples or series a file holds by what it says of itself. */
  long amountOf(String name) {
    long samples =
        segments.stream()
            .filter(segment -> segment.name().equals(name))
            .mapToLong(segment -> segment.segment().info().samples())
            .sum();
    return samples
        + indexes.stream()
            .filter(index -> index.name().equals(name))
            .mapToLong(index -> index.index().count())
            .sum();
  }

  Day without(String name) {
    return new Day(
        number,
        seriesCount,
        indexes.stream().filter(index -> !index.name().equals(name)).toList(),
        segments.stream().filter(segment -> !segment.name().equals(name)).toList(),
        tombstones);
  }

  /** Without tombstones that have nothing left to delete or hide. */
  private Day pruned() {
    List<Tombstone> needed =
        tombstones.stream()
            .filter(tombstone ->
                !tombstone.gone().isEmpty()
                    || segments.stream().anyMatch(s -> tombstone.appliesTo(s.name())))
            .toList();
    return new Day(number, seriesCount, indexes, segments, needed);
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
