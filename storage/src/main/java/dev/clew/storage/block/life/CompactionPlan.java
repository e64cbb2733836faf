package dev.clew.storage.block.life;

import dev.clew.storage.block.segment.Partition;
import dev.clew.storage.block.segment.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which segments become one. While a day goes on, {@link #WIDTH} segments of about the same size
 * do, so that their number stays bounded and each row is written once per size. When the day is
 * over, all of its segments become few large ones, in the order of time; from then on only the
 * segments of late rows are joined, among themselves.
 */
public final class CompactionPlan {
  /** Segments of one size per partition; there are about six sizes. */
  public static final int WIDTH = 8;

  private static final long SMALLEST = 256 * 1024;

  /** A merge writes about as much at most, and needs as much space beside its sources. */
  static final long MOST_BYTES = 1L << 30;

  private CompactionPlan() {}

  /**
   * The next thing to do in a partition.
   *
   * @param segments to be joined; empty when all that is left is to say that it is sealed
   * @param seals whether this is the partition's last merge
   */
  record Step(Partition partition, List<Segment> segments, boolean seals) {
    long bytes() {
      return segments.stream().mapToLong(Segment::bytes).sum();
    }
  }

  /**
   * @param sealed partitions that had their last merge
   * @param sealBefore days before this one are over
   * @return null when there is nothing to do
   */
  static @Nullable Step choose(List<Segment> segments, Set<Partition> sealed, long sealBefore) {
    Map<Partition, List<Segment>> loose = new TreeMap<>(Comparator.reverseOrder());
    for (Segment segment : segments) {
      loose.computeIfAbsent(segment.partition(), p -> new ArrayList<>());
      if (!segment.entry().sealed()) {
        loose.get(segment.partition()).add(segment);
      }
    }
    for (Map.Entry<Partition, List<Segment>> each : loose.entrySet()) {
      Partition partition = each.getKey();
      if (partition.day() < sealBefore && !sealed.contains(partition)) {
        return new Step(partition, oldest(each.getValue()), true);
      }
      List<Segment> same = ofOneSize(each.getValue());
      if (!same.isEmpty()) {
        return new Step(partition, same, false);
      }
    }
    return null;
  }

  private static List<Segment> oldest(List<Segment> loose) {
    List<Segment> byTime = new ArrayList<>(loose);
    byTime.sort(Comparator.comparingLong(Segment::minTime));
    List<Segment> chosen = new ArrayList<>();
    long bytes = 0;
    for (Segment segment : byTime) {
      bytes += segment.bytes();
      if (!chosen.isEmpty() && bytes > MOST_BYTES) {
        break;
      }
      chosen.add(segment);
    }
    return chosen;
  }

  private static List<Segment> ofOneSize(List<Segment> loose) {
    Map<Integer, List<Segment>> bySize = new TreeMap<>();
    for (Segment segment : loose) {
      List<Segment> same = bySize.computeIfAbsent(size(segment), size -> new ArrayList<>());
      same.add(segment);
      if (same.size() == WIDTH && same.stream().mapToLong(Segment::bytes).sum() <= MOST_BYTES) {
        return same;
      }
    }
    return List.of();
  }

  private static int size(Segment segment) {
    int size = 0;
    for (long bytes = segment.dataBytes() / SMALLEST; bytes > 0; bytes /= WIDTH) {
      size++;
    }
    return size;
  }
}
