package dev.clew.storage.block.segment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Sets of sequence numbers, as ranges that neither overlap nor touch, in ascending order. */
public record SequenceRanges(List<Range> ranges) {
  public static final SequenceRanges NONE = new SequenceRanges(List.of());

  /** From {@code from} up to, but without, {@code to}. */
  record Range(long from, long to) {}

  public SequenceRanges {
    ranges = List.copyOf(ranges);
  }

  public static SequenceRanges of(long from, long to) {
    return new SequenceRanges(List.of(new Range(from, to)));
  }

  public static SequenceRanges of(long[] sequences) {
    long[] sorted = sequences.clone();
    Arrays.sort(sorted);
    List<Range> ranges = new ArrayList<>();
    for (int from = 0; from < sorted.length; ) {
      int to = from + 1;
      while (to < sorted.length && sorted[to] <= sorted[to - 1] + 1) {
        to++;
      }
      ranges.add(new Range(sorted[from], sorted[to - 1] + 1));
      from = to;
    }
    return new SequenceRanges(ranges);
  }

  /** The same without the gaps in which nothing of the others lies. */
  public SequenceRanges joinedAround(SequenceRanges others) {
    List<Range> joined = new ArrayList<>();
    for (Range range : ranges) {
      Range last = joined.isEmpty() ? null : joined.getLast();
      if (last != null && !others.overlaps(of(last.to(), range.from()))) {
        joined.set(joined.size() - 1, new Range(last.from(), range.to()));
      } else {
        joined.add(range);
      }
    }
    return new SequenceRanges(joined);
  }

  public static SequenceRanges union(List<SequenceRanges> sets) {
    List<Range> all = new ArrayList<>();
    sets.forEach(set -> all.addAll(set.ranges()));
    all.sort(Comparator.comparingLong(Range::from));
    List<Range> joined = new ArrayList<>();
    for (Range range : all) {
      if (!joined.isEmpty() && joined.getLast().to() >= range.from()) {
        Range last = joined.removeLast();
        joined.add(new Range(last.from(), Math.max(last.to(), range.to())));
      } else {
        joined.add(range);
      }
    }
    return new SequenceRanges(joined);
  }

  public boolean overlaps(SequenceRanges other) {
    int mine = 0;
    int its = 0;
    while (mine < ranges.size() && its < other.ranges().size()) {
      Range a = ranges.get(mine);
      Range b = other.ranges().get(its);
      if (a.from() < b.to() && b.from() < a.to()) {
        return true;
      }
      if (a.to() <= b.to()) {
        mine++;
      } else {
        its++;
      }
    }
    return false;
  }

  /** The number behind the last one, 0 without any. */
  public long end() {
    return ranges.isEmpty() ? 0 : ranges.getLast().to();
  }
}
