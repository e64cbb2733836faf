package dev.clew.storage.column;

import java.util.Arrays;

/**
 * Brings rows into the order in which they are stored: by group, then time, then sequence number.
 * The rows of a group mostly arrive in the order of time, a little mixed up, so they are sorted by
 * insertion, for as long as that is cheap.
 */
final class RowOrder {
  /** Rows that are moved over, per row, before a general sort is cheaper. */
  private static final int CHEAP_MOVES = 24;

  private final long[] times;
  private final long[] sequences;
  private final int[] order;

  private RowOrder(BlockRows source) {
    times = source.times();
    sequences = source.sequences();
    order = new int[source.rows()];
  }

  static int[] of(BlockRows source) {
    return new RowOrder(source).sorted(source.groupOfRow(), source.groups().size());
  }

  private int[] sorted(int[] groups, int groupCount) {
    int[] ends = new int[groupCount + 1];
    for (int row = 0; row < order.length; row++) {
      ends[groups[row] + 1]++;
    }
    for (int group = 0; group < groupCount; group++) {
      ends[group + 1] += ends[group];
    }
    for (int row = 0; row < order.length; row++) {
      order[ends[groups[row]]++] = row;
    }
    int from = 0;
    for (int group = 0; group < groupCount; group++) {
      sort(from, ends[group]);
      from = ends[group];
    }
    return order;
  }

  private void sort(int from, int to) {
    long moves = (long) CHEAP_MOVES * (to - from);
    for (int i = from + 1; i < to; i++) {
      int row = order[i];
      int at = i;
      while (at > from && before(row, order[at - 1])) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = row;
      moves -= i - at;
      if (moves < 0) {
        sortAnyhow(from, to);
        return;
      }
    }
  }

  private void sortAnyhow(int from, int to) {
    Integer[] boxed = new Integer[to - from];
    for (int i = from; i < to; i++) {
      boxed[i - from] = order[i];
    }
    Arrays.sort(boxed, (a, b) -> before(a, b) ? -1 : before(b, a) ? 1 : 0);
    for (int i = from; i < to; i++) {
      order[i] = boxed[i - from];
    }
  }

  private boolean before(int a, int b) {
    return times[a] != times[b] ? times[a] < times[b] : sequences[a] < sequences[b];
  }
}
