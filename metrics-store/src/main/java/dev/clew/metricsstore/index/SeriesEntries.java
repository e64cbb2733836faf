package dev.clew.metricsstore.index;

import dev.clew.metricsstore.files.ByteReader;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/** Goes over the terms of the wanted series of an index. Used by one thread. */
final class SeriesEntries {
  private static final int WINDOW = 1 << 15;

  private final IndexTables tables;
  private final PeekableIntIterator ids;
  private final int base;
  private final int end;
  private byte[] window = new byte[WINDOW];
  private int windowStart;
  private int windowEnd;
  private final ByteReader in = new ByteReader(window);
  private int terms;

  SeriesEntries(IndexTables tables, ImmutableRoaringBitmap wanted) {
    this.tables = tables;
    base = tables.footer().base();
    end = base + tables.footer().count();
    ids = wanted.getIntIterator();
    ids.advanceIfNeeded(base);
  }

  /** Goes to the next series; false at the end. */
  boolean next() {
    if (!ids.hasNext() || ids.peekNext() >= end) {
      return false;
    }
    int index = ids.next() - base;
    int from = tables.seriesOffset(index);
    int to = tables.seriesOffset(index + 1);
    if (from < windowStart || to > windowEnd) {
      load(from, to);
    }
    in.reset(window, from - windowStart);
    terms = in.varint32();
    return true;
  }

  private void load(int from, int to) {
    int section = tables.footer().length(IndexFormat.SERIES);
    int entry = tables.length(IndexFormat.SERIES, from, to);
    int length = Math.min(Math.max(WINDOW, entry), section - from);
    if (length > window.length) {
      window = new byte[length];
    }
    tables.copy(IndexFormat.SERIES, from, length, window);
    windowStart = from;
    windowEnd = from + length;
  }

  /** The next term of the series, ascending, or -1 at the end. */
  int term() {
    if (terms == 0) {
      return -1;
    }
    terms--;
    return in.varint32();
  }
}
