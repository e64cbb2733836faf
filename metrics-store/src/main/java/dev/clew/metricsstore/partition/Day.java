package dev.clew.metricsstore.partition;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * One day on disk. Immutable.
 *
 * @param number days since the Unix epoch, UTC
 * @param seriesCount series numbers given; greater than what the indexes hold when one was damaged
 * @param indexes in ascending order of series
 * @param segments in the order of writing
 */
public record Day(
    long number, int seriesCount, List<StoredIndex> indexes, List<StoredSegment> segments) {
  public Day {
    indexes = List.copyOf(indexes);
    segments = List.copyOf(segments);
  }

  static Day empty(long number) {
    return new Day(number, 0, List.of(), List.of());
  }

  /** The name of its directory. */
  String directory() {
    return LocalDate.ofEpochDay(number).toString();
  }

  Day withIndex(StoredIndex added) {
    List<StoredIndex> all = new ArrayList<>(indexes);
    all.add(added);
    int count = Math.max(seriesCount, added.index().base() + added.index().count());
    return new Day(number, count, all, segments);
  }

  Day withSegment(StoredSegment added) {
    List<StoredSegment> all = new ArrayList<>(segments);
    all.add(added);
    return new Day(number, seriesCount, indexes, all);
  }

  /** Puts one segment in the place of several neighbours. */
  Day replacing(List<StoredSegment> merged, StoredSegment by) {
    List<StoredSegment> all = new ArrayList<>(segments);
    int at = all.indexOf(merged.getFirst());
    all.removeAll(merged);
    all.add(at, by);
    return new Day(number, seriesCount, indexes, all);
  }

  Day replacingIndexes(List<StoredIndex> merged, StoredIndex by) {
    List<StoredIndex> all = new ArrayList<>(indexes);
    int at = all.indexOf(merged.getFirst());
    all.removeAll(merged);
    all.add(at, by);
    return new Day(number, seriesCount, all, segments);
  }

  Day without(String name) {
    return new Day(
        number,
        seriesCount,
        indexes.stream().filter(index -> !index.name().equals(name)).toList(),
        segments.stream().filter(segment -> !segment.name().equals(name)).toList());
  }

  public long bytes() {
    return indexes.stream().mapToLong(StoredIndex::bytes).sum()
        + segments.stream().mapToLong(StoredSegment::bytes).sum();
  }

  public long samples() {
    return segments.stream().mapToLong(segment -> segment.segment().info().samples()).sum();
  }
}
