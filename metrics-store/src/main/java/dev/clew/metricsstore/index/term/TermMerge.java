package dev.clew.metricsstore.index.term;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/** The values of several cursors, each once, with their series added up. */
public final class TermMerge implements TermCursor {
  private final PriorityQueue<Head> queue = new PriorityQueue<>();

  /** Those that stand on the current value; the queue has the others. */
  private final List<Head> current = new ArrayList<>();

  /** A cursor with its value, which is read once, however often it is compared. */
  private static final class Head implements Comparable<Head> {
    final TermCursor cursor;
    byte[] value = new byte[0];

    Head(TermCursor cursor) {
      this.cursor = cursor;
    }

    boolean advance() {
      if (!cursor.next()) {
        return false;
      }
      value = cursor.value();
      return true;
    }

    @Override
    public int compareTo(Head other) {
      return Arrays.compareUnsigned(value, other.value);
    }
  }

  private TermMerge() {}

  /**
   * @param cursors not started; no two of them count the same series
   */
  public static TermCursor of(List<TermCursor> cursors) {
    if (cursors.size() == 1) {
      return cursors.getFirst();
    }
    TermMerge merge = new TermMerge();
    cursors.forEach(cursor -> merge.current.add(new Head(cursor)));
    return merge;
  }

  @Override
  public boolean next() {
    for (Head head : current) {
      if (head.advance()) {
        queue.add(head);
      }
    }
    current.clear();
    Head least = queue.poll();
    if (least == null) {
      return false;
    }
    current.add(least);
    while (!queue.isEmpty() && Arrays.equals(queue.element().value, least.value)) {
      current.add(queue.remove());
    }
    return true;
  }

  @Override
  public byte[] value() {
    return current.getFirst().value;
  }

  @Override
  public int series() {
    int series = 0;
    for (Head head : current) {
      series += head.cursor.series();
    }
    return series;
  }
}
