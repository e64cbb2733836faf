package dev.clew.metricsstore.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/** The values of several cursors, each once, with their series added up. */
public final class TermMerge implements TermCursor {
  private final PriorityQueue<TermCursor> queue =
      new PriorityQueue<>((a, b) -> Arrays.compareUnsigned(a.value(), b.value()));
  private byte[] value = new byte[0];
  private int series;

  private TermMerge(List<TermCursor> started) {
    queue.addAll(started);
  }

  /**
   * @param cursors not started; no two of them count the same series
   */
  public static TermCursor of(List<TermCursor> cursors) {
    if (cursors.size() == 1) {
      return cursors.getFirst();
    }
    List<TermCursor> started = new ArrayList<>();
    for (TermCursor cursor : cursors) {
      if (cursor.next()) {
        started.add(cursor);
      }
    }
    return started.isEmpty() ? EMPTY : new TermMerge(started);
  }

  @Override
  public boolean next() {
    TermCursor least = queue.poll();
    if (least == null) {
      return false;
    }
    value = least.value();
    series = least.series();
    advance(least);
    while (!queue.isEmpty() && Arrays.equals(queue.element().value(), value)) {
      TermCursor same = queue.remove();
      series += same.series();
      advance(same);
    }
    return true;
  }

  private void advance(TermCursor cursor) {
    if (cursor.next()) {
      queue.add(cursor);
    }
  }

  @Override
  public byte[] value() {
    return value;
  }

  @Override
  public int series() {
    return series;
  }
}
