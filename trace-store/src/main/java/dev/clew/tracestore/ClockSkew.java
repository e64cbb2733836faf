package dev.clew.tracestore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the clocks of a trace's hosts are apart, from what cannot be: a span that starts before
 * the one that called it, or a server that starts after its client has ended. Spans of one host
 * share a clock, so each clock gets one offset for all of its spans, against those it is called
 * from; the clocks of the roots are right by definition.
 *
 * <p>A server's span lies somewhere within its client's, so the middle is the best guess, as in
 * Jaeger and Zipkin; of several pairs the median. Without such a pair the first span that starts
 * too early is put at the start of its parent.
 */
final class ClockSkew {
  /** Clocks that are kept in step are within it, and spans end and start within it. */
  private static final long TOLERATED_NANOS = 1_000_000;

  private static final int NONE = -1;
  private static final byte SERVER = 2;
  private static final byte CLIENT = 3;

  private final int[] parent;
  private final int[] clock;
  private final byte[] kind;
  private final long[] start;
  private final long[] duration;

  /** Of each clock; what is to be added to its times. */
  private final long[] offset;

  /** Spans of each clock that cannot be where they are. */
  private final List<List<Integer>> impossible = new ArrayList<>();

  /** Row of the parent of the first of them. */
  private final int[] caller;

  /**
   * @param parent by row, parents before their children; -1 at the top level
   * @param clock by row, numbers below {@code clocks}
   * @param kind protocol numbers
   */
  ClockSkew(int clocks, int[] parent, int[] clock, byte[] kind, long[] start, long[] duration) {
    this.parent = parent;
    this.clock = clock;
    this.kind = kind;
    this.start = start;
    this.duration = duration;
    offset = new long[clocks];
    caller = new int[clocks];
    Arrays.fill(caller, NONE);
    for (int i = 0; i < clocks; i++) {
      impossible.add(new ArrayList<>());
    }
    if (clocks > 1) {
      look(clocks);
    }
  }

  private void look(int clocks) {
    List<List<Integer>> called = new ArrayList<>();
    for (int i = 0; i < clocks; i++) {
      called.add(new ArrayList<>());
    }
    int[] order = new int[clocks];
    int known = 0;
    boolean[] seen = new boolean[clocks];
    for (int row = 0; row < parent.length; row++) {
      if (!seen[clock[row]]) {
        seen[clock[row]] = true;
        order[known++] = clock[row];
      }
      if (parent[row] != NONE && clock[parent[row]] != clock[row]) {
        called.get(clock[row]).add(row);
      }
    }
    boolean[] set = new boolean[clocks];
    for (int i = 0; i < known; i++) {
      set(order[i], called.get(order[i]), set);
      set[order[i]] = true;
    }
  }

  private void set(int of, List<Integer> rows, boolean[] set) {
    List<Long> middles = new ArrayList<>();
    long earliest = 0;
    for (int row : rows) {
      int above = parent[row];
      if (!set[clock[above]]) {
        continue;
      }
      long parentStart = start[above] + offset[clock[above]];
      long room = duration[above] - duration[row];
      boolean pair = kind[above] == CLIENT && kind[row] == SERVER;
      if (pair && room >= 0) {
        middles.add(parentStart + room / 2 - start[row]);
      }
      boolean early = start[row] < parentStart - TOLERATED_NANOS;
      boolean late = pair && start[row] > parentStart + duration[above] + TOLERATED_NANOS;
      if (early || late) {
        caller[of] = caller[of] == NONE ? above : caller[of];
        impossible.get(of).add(row);
        long needed = parentStart - start[row];
        earliest = early ? Math.max(earliest, needed) : earliest == 0 ? needed : earliest;
      }
    }
    if (!impossible.get(of).isEmpty()) {
      middles.sort(null);
      offset[of] = middles.isEmpty() ? earliest : middles.get(middles.size() / 2);
    }
  }

  /** What is to be added to the times of a clock; 0 when nothing is wrong with it. */
  long offsetNanos(int ofClock) {
    return offset[ofClock];
  }

  /** Rows of a clock that start before they were called, or after that was over. */
  List<Integer> impossible(int ofClock) {
    return impossible.get(ofClock);
  }

  /** A row that called one of them. */
  int caller(int ofClock) {
    return caller[ofClock];
  }

  /** The starts with every clock put right; null when all are. */
  long @Nullable [] corrected() {
    if (Arrays.stream(offset).allMatch(nanos -> nanos == 0)) {
      return null;
    }
    long[] corrected = start.clone();
    for (int row = 0; row < corrected.length; row++) {
      corrected[row] += offset[clock[row]];
    }
    return corrected;
  }
}
