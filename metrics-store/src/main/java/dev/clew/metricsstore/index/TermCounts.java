package dev.clew.metricsstore.index;

import dev.clew.metricsstore.index.term.TermCursor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The terms of some series of an index with how many of those series have each. Terms in ascending
 * order, only those that at least one has.
 */
public final class TermCounts {
  /** Up to here a counter for each term of the index is affordable: 16 MiB. */
  private static final int MAX_COUNTERS = 4 << 20;

  private final IndexTables tables;
  private int[] ordinals = new int[256];
  private int[] counts = new int[0];
  private int size;

  private TermCounts(IndexTables tables) {
    this.tables = tables;
  }

  /** Counts the terms of all labels, or of one. */
  static TermCounts of(SeriesEntries entries, IndexTables tables, IndexFooter.@Nullable Terms one) {
    IndexFooter.Terms range = one == null ? tables.footer().allTerms() : one;
    TermCounts counts = new TermCounts(tables);
    if (range.count() <= MAX_COUNTERS) {
      counts.count(entries, range);
    } else {
      counts.sort(entries, range);
    }
    return counts;
  }

  private void count(SeriesEntries entries, IndexFooter.Terms range) {
    int[] counters = new int[range.count()];
    while (entries.next()) {
      for (int term = entries.term(); term >= 0 && term < range.end(); term = entries.term()) {
        if (term >= range.first()) {
          counters[term - range.first()]++;
        }
      }
    }
    for (int count : counters) {
      size += count > 0 ? 1 : 0;
    }
    ordinals = new int[size];
    counts = new int[size];
    int at = 0;
    for (int i = 0; i < counters.length; i++) {
      if (counters[i] > 0) {
        ordinals[at] = range.first() + i;
        counts[at++] = counters[i];
      }
    }
  }

  private void sort(SeriesEntries entries, IndexFooter.Terms range) {
    int found = 0;
    while (entries.next()) {
      for (int term = entries.term(); term >= 0 && term < range.end(); term = entries.term()) {
        if (term >= range.first()) {
          if (found == ordinals.length) {
            ordinals = Arrays.copyOf(ordinals, found * 2);
          }
          ordinals[found++] = term;
        }
      }
    }
    Arrays.sort(ordinals, 0, found);
    counts = new int[found];
    for (int i = 0; i < found; i++) {
      if (size == 0 || ordinals[size - 1] != ordinals[i]) {
        ordinals[size++] = ordinals[i];
      }
      counts[size - 1]++;
    }
  }

  /** The counted values of a label. */
  public TermCursor cursor(String name) {
    IndexFooter.Terms terms = tables.footer().terms(name);
    if (terms == null) {
      return TermCursor.EMPTY;
    }
    return new Cursor(from(terms.first()), from(terms.end()));
  }

  private int from(int ordinal) {
    int at = Arrays.binarySearch(ordinals, 0, size, ordinal);
    return at < 0 ? -at - 1 : at;
  }

  private final class Cursor implements TermCursor {
    private final int end;
    private int next;

    Cursor(int start, int end) {
      next = start;
      this.end = end;
    }

    @Override
    public boolean next() {
      next++;
      return next <= end;
    }

    @Override
    public byte[] value() {
      return tables.utf8(ordinals[next - 1]);
    }

    @Override
    public int series() {
      return counts[next - 1];
    }
  }
}
