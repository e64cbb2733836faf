package dev.clew.model;

import java.util.Arrays;

/**
 * Spans of one trace in the order of a waterfall: parents before their children, siblings by start.
 * A span whose parent is not among them, or whose ancestors form a ring, stands at the top level.
 *
 * @param order row to span: the index that the span of a row has in the arrays given
 * @param parent row of the parent of each row, -1 at the top level
 * @param orphans how many rows name a parent that is not among the spans
 */
@SuppressWarnings("ArrayRecordComponent")
public record TraceTree(int[] order, int[] parent, int orphans) {
  private static final int NONE = -1;

  /**
   * Arranges spans given as arrays of equal length.
   *
   * @param parentIds 0 for a root
   */
  public static TraceTree of(long[] spanIds, long[] parentIds, long[] startNanos) {
    return new Layout(spanIds, parentIds, startNanos).arrange();
  }

  /** One run of the arrangement. Linear, apart from the sort by start; never recursive. */
  private static final class Layout {
    private final int count;
    private final int[] byStart;
    private final int[] parentIndex;
    private final int[] firstChild;
    private final int[] nextSibling;
    private final int[] rowOf;
    private final int[] order;
    private int rows;
    private int orphans;

    Layout(long[] spanIds, long[] parentIds, long[] startNanos) {
      count = spanIds.length;
      byStart = sortedByStart(startNanos);
      parentIndex = new int[count];
      firstChild = new int[count];
      nextSibling = new int[count];
      rowOf = new int[count];
      order = new int[count];
      Arrays.fill(firstChild, NONE);
      Arrays.fill(nextSibling, NONE);
      Arrays.fill(rowOf, NONE);
      link(spanIds, parentIds);
    }

    private static int[] sortedByStart(long[] startNanos) {
      Integer[] boxed = new Integer[startNanos.length];
      Arrays.setAll(boxed, i -> i);
      Arrays.sort(boxed, (a, b) -> Long.compare(startNanos[a], startNanos[b]));
      return Arrays.stream(boxed).mapToInt(Integer::intValue).toArray();
    }

    private void link(long[] spanIds, long[] parentIds) {
      int[] table = new int[Integer.highestOneBit(Math.max(2, count * 2 - 1)) * 2];
      Arrays.fill(table, NONE);
      int mask = table.length - 1;
      for (int span : byStart) {
        int slot = slot(spanIds[span], mask);
        while (table[slot] != NONE && spanIds[table[slot]] != spanIds[span]) {
          slot = (slot + 1) & mask;
        }
        if (table[slot] == NONE) {
          table[slot] = span;
        }
      }
      // Latest first, each put in front: the children of a span end up in order of start.
      for (int i = count - 1; i >= 0; i--) {
        int span = byStart[i];
        int parent = NONE;
        if (parentIds[span] != 0) {
          int slot = slot(parentIds[span], mask);
          while (table[slot] != NONE && spanIds[table[slot]] != parentIds[span]) {
            slot = (slot + 1) & mask;
          }
          parent = table[slot] == span ? NONE : table[slot];
          orphans += parent == NONE ? 1 : 0;
        }
        parentIndex[span] = parent;
        if (parent != NONE) {
          nextSibling[span] = firstChild[parent];
          firstChild[parent] = span;
        }
      }
    }

    private static int slot(long id, int mask) {
      return (int) ((id * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    }

    TraceTree arrange() {
      for (int span : byStart) {
        if (parentIndex[span] == NONE) {
          walk(span);
        }
      }
      // What is left hangs on a ring of parents: its earliest span becomes the top.
      for (int span : byStart) {
        if (rowOf[span] == NONE) {
          parentIndex[span] = NONE;
          walk(span);
        }
      }
      int[] parent = new int[count];
      for (int row = 0; row < count; row++) {
        int index = parentIndex[order[row]];
        parent[row] = index == NONE ? NONE : rowOf[index];
      }
      return new TraceTree(order, parent, orphans);
    }

    private void walk(int top) {
      int span = top;
      while (true) {
        rowOf[span] = rows;
        order[rows++] = span;
        int next = unplaced(firstChild[span]);
        while (next == NONE && span != top) {
          next = unplaced(nextSibling[span]);
          if (next == NONE) {
            span = parentIndex[span];
          }
        }
        if (next == NONE) {
          return;
        }
        span = next;
      }
    }

    private int unplaced(int from) {
      int span = from;
      while (span != NONE && rowOf[span] != NONE) {
        span = nextSibling[span];
      }
      return span;
    }
  }
}
