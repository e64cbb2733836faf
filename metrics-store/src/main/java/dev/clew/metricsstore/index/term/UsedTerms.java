package dev.clew.metricsstore.index.term;

import dev.clew.model.memory.QueryMemory;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The terms that some series of one place have, and which number each has among those of all
 * places. Used by one thread.
 */
final class UsedTerms {
  /** An array of so many numbers is made whatever is asked: 256 KiB. */
  private static final int SMALL = 1 << 16;

  /** Beyond, a number for each term of the place pays when this many are asked for at most. */
  private static final int TERMS_PER_SERIES = 16;

  private final SeriesTerms source;

  /** Ascending, up to {@link #size}. */
  private int[] used = new int[0];

  private int size;

  /** By place in {@link #used}: whether several of the series have it. */
  private final BitSet shared = new BitSet();

  /** By term, or by place in {@link #used}: its number. */
  private int[] numbers;

  private final boolean byTerm;

  /** By series: its first term, or -1. */
  private final int[] firsts;

  private int mostLabels;
  private long labels;

  UsedTerms(SeriesTerms source, int[] series) {
    this.source = source;
    QueryMemory.current().take(4L * series.length);
    firsts = new int[series.length];
    int terms = source.count();
    byTerm = terms <= SMALL || terms <= (long) TERMS_PER_SERIES * series.length;
    numbers = new int[0];
    if (byTerm) {
      count(series);
    } else {
      sort(series);
    }
  }

  private int open(int series) {
    int size = source.open(series);
    mostLabels = Math.max(mostLabels, size);
    labels += size;
    return size;
  }

  private void count(int[] series) {
    QueryMemory.current().take(4L * source.count());
    int[] counts = new int[source.count()];
    for (int i = 0; i < series.length; i++) {
      int own = open(series[i]);
      firsts[i] = -1;
      for (int j = 0; j < own; j++) {
        int term = source.term();
        firsts[i] = j == 0 ? term : firsts[i];
        size += counts[term]++ == 0 ? 1 : 0;
      }
    }
    QueryMemory.current().take(4L * size);
    used = new int[size];
    int at = 0;
    for (int term = 0; term < counts.length; term++) {
      if (counts[term] > 0) {
        shared.set(at, counts[term] > 1);
        used[at++] = term;
      }
    }
    numbers = counts;
  }

  private void sort(int[] series) {
    int[] all = new int[Math.max(16, series.length * 8)];
    QueryMemory.current().take(4L * all.length);
    int found = 0;
    for (int i = 0; i < series.length; i++) {
      int own = open(series[i]);
      if (found + own > all.length) {
        int more = Math.max(own, all.length / 2);
        QueryMemory.current().take(4L * more);
        all = Arrays.copyOf(all, all.length + more);
      }
      for (int j = 0; j < own; j++) {
        all[found + j] = source.term();
      }
      firsts[i] = own > 0 ? all[found] : -1;
      found += own;
    }
    Arrays.sort(all, 0, found);
    for (int i = 0; i < found; i++) {
      if (size > 0 && all[size - 1] == all[i]) {
        shared.set(size - 1);
      } else {
        all[size++] = all[i];
      }
    }
    used = all;
    QueryMemory.current().take(4L * size);
    numbers = new int[size];
  }

  /** How many terms are used. */
  int size() {
    return size;
  }

  SeriesTerms source() {
    return source;
  }

  /** How many labels all series have. */
  long labels() {
    return labels;
  }

  /** How many labels a series has at most. */
  int mostLabels() {
    return mostLabels;
  }

  /** The term at a place among those that are used. */
  int term(int place) {
    return used[place];
  }

  boolean isShared(int place) {
    return shared.get(place);
  }

  /** Sets the number of the term at a place. */
  void number(int place, int number) {
    numbers[byTerm ? used[place] : place] = number;
  }

  /** The number of a term that is used. */
  int numberOf(int term) {
    return numbers[byTerm ? term : Arrays.binarySearch(used, 0, size(), term)];
  }

  /** The number of the first term of a series, by its place; -1 when it has none. */
  int firstOf(int series) {
    return firsts[series] < 0 ? -1 : numberOf(firsts[series]);
  }
}
