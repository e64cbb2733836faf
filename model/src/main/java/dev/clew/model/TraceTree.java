package dev.clew.model;

import java.util.Arrays;

/**
 * Spans of one trace in the order of a waterfall: parents before their children, siblings by start.
 * A span whose parent is not among them, or whose ancestors form a ring, stands at the top level.
 *
 * <p>A client and a server may share a span ID, as Zipkin's do: then the server stands below the
 * client, and their children below the server.
 *
 * @param order row to span: the index that the span of a row has in the arrays given
 * @param parent row of the parent of each row, -1 at the top level
 * @param orphans how many rows name a parent that is not among the spans
 * @param selfParents how many name themselves
 * @param rings how many rings of parents there were; each is broken at its earliest span
 */
@SuppressWarnings("ArrayRecordComponent")
public record TraceTree(int[] order, int[] parent, int orphans, int selfParents, int rings) {
  private static final int NONE = -1;
  private static final int SERVER = 2;
  private static final int CLIENT = 3;

  /**
   * Arranges spans given as arrays of equal length.
   *
   * @param parentIds 0 for a root
   */
  public static TraceTree of(long[] spanIds, long[] parentIds, long[] startNanos) {
    return new Layout(spanIds, parentIds, startNanos, new byte[0]).arrange();
  }

  /**
   * The same, for spans that may share an ID.
   *
   * @param kinds their protocol numbers
   */
  public static TraceTree of(long[] spanIds, long[] parentIds, long[] startNanos, byte[] kinds) {
    return new Layout(spanIds, parentIds, startNanos, kinds).arrange();
  }

  /** The same spans by other times: the arrays are in the order of this tree's rows. */
  public TraceTree at(long[] startNanos) {
    TraceTree tree = new Layout(parent.clone(), startNanos).arrange();
    return new TraceTree(tree.order, tree.parent, orphans, selfParents, rings);
  }

  /** One run of the arrangement. Linear, apart from the sort by start; never recursive. */
  private static final class Layout {
    private final int count;
    private final int[] byStart;
    private final int[] parentIndex;
    private final byte[] kinds;

    // Made when they are needed: a trace may have a million spans.
    private int[] firstChild = new int[0];
    private int[] nextSibling = new int[0];
    private int[] rowOf = new int[0];
    private int[] order = new int[0];

    /** Of a client the server with the same ID; empty while there is none. */
    private int[] serverOf = new int[0];

    private int rows;
    private int orphans;
    private int selfParents;
    private int rings;

    Layout(long[] spanIds, long[] parentIds, long[] startNanos, byte[] kinds) {
      this.kinds = kinds;
      count = spanIds.length;
      byStart = sortedByStart(startNanos);
      parentIndex = new int[count];
      link(spanIds, parentIds);
      serverOf = new int[0];
    }

    Layout(int[] parentIndex, long[] startNanos) {
      this.kinds = new byte[0];
      this.parentIndex = parentIndex;
      count = parentIndex.length;
      byStart = sortedByStart(startNanos);
    }

    private static int[] none(int count) {
      int[] none = new int[count];
      Arrays.fill(none, NONE);
      return none;
    }

    /** Merges runs of twice the length each time: stable, and without an object per span. */
    private static int[] sortedByStart(long[] startNanos) {
      int count = startNanos.length;
      int[] from = new int[count];
      Arrays.setAll(from, i -> i);
      int[] to = new int[count];
      for (int width = 1; width < count; width *= 2) {
        for (int left = 0; left < count; left += 2 * width) {
          int middle = Math.min(left + width, count);
          int end = Math.min(middle + width, count);
          int a = left;
          int b = middle;
          for (int i = left; i < end; i++) {
            boolean first = a < middle && (b >= end || startNanos[from[a]] <= startNanos[from[b]]);
            to[i] = first ? from[a++] : from[b++];
          }
        }
        int[] swapped = from;
        from = to;
        to = swapped;
      }
      return from;
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
        } else if (isServer(span) && isClient(table[slot])) {
          pair(table[slot], span);
        } else if (isClient(span) && isServer(table[slot])) {
          pair(span, table[slot]);
          table[slot] = span;
        }
      }
      for (int span : byStart) {
        int slot = slot(spanIds[span], mask);
        while (spanIds[table[slot]] != spanIds[span]) {
          slot = (slot + 1) & mask;
        }
        int parent = NONE;
        if (server(table[slot]) == span) {
          parent = table[slot];
        } else if (parentIds[span] == spanIds[span]) {
          selfParents++;
        } else if (parentIds[span] != 0) {
          parent = find(parentIds[span], spanIds, table);
          orphans += parent == NONE ? 1 : 0;
          parent = parent == NONE || server(parent) == NONE ? parent : server(parent);
        }
        parentIndex[span] = parent;
      }
    }

    /** Latest first, each put in front: the children of a span end up in order of start. */
    private void findChildren() {
      firstChild = none(count);
      nextSibling = none(count);
      for (int i = count - 1; i >= 0; i--) {
        int span = byStart[i];
        int parent = parentIndex[span];
        if (parent != NONE) {
          nextSibling[span] = firstChild[parent];
          firstChild[parent] = span;
        }
      }
    }

    private static int find(long id, long[] spanIds, int[] table) {
      int mask = table.length - 1;
      int slot = slot(id, mask);
      while (table[slot] != NONE && spanIds[table[slot]] != id) {
        slot = (slot + 1) & mask;
      }
      return table[slot];
    }

    private boolean isClient(int span) {
      return span < kinds.length && kinds[span] == CLIENT;
    }

    private boolean isServer(int span) {
      return span < kinds.length && kinds[span] == SERVER;
    }

    private void pair(int client, int server) {
      if (serverOf.length == 0) {
        serverOf = new int[count];
        Arrays.fill(serverOf, NONE);
      }
      if (serverOf[client] == NONE) {
        serverOf[client] = server;
      }
    }

    private int server(int client) {
      return serverOf.length == 0 ? NONE : serverOf[client];
    }

    private static int slot(long id, int mask) {
      return (int) ((id * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    }

    TraceTree arrange() {
      findChildren();
      rowOf = none(count);
      order = new int[count];
      for (int span : byStart) {
        if (parentIndex[span] == NONE) {
          walk(span);
        }
      }
      // What is left hangs on a ring of parents: its earliest span becomes the top.
      for (int span : byStart) {
        if (rowOf[span] == NONE) {
          parentIndex[span] = NONE;
          rings++;
          walk(span);
        }
      }
      int[] parent = new int[count];
      for (int row = 0; row < count; row++) {
        int index = parentIndex[order[row]];
        parent[row] = index == NONE ? NONE : rowOf[index];
      }
      return new TraceTree(order, parent, orphans, selfParents, rings);
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
