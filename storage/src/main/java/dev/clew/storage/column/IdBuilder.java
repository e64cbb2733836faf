package dev.clew.storage.column;

import dev.clew.storage.bytes.ArrayGrowth;
import java.util.Arrays;

/** Collects a column of 16-byte IDs. */
final class IdBuilder {
  long[] high;
  long[] low;

  IdBuilder() {
    this(16);
  }

  /** For about so many rows. */
  IdBuilder(int rows) {
    high = new long[rows];
    low = new long[rows];
  }

  void set(int row, long highPart, long lowPart) {
    if (row >= high.length) {
      int length = ArrayGrowth.rows(high.length, row + 1);
      high = Arrays.copyOf(high, length);
      low = Arrays.copyOf(low, length);
    }
    high[row] = highPart;
    low[row] = lowPart;
  }

  void unset(int row) {
    if (row < high.length) {
      high[row] = 0;
      low[row] = 0;
    }
  }

  boolean has(int row) {
    return row < high.length && (high[row] | low[row]) != 0;
  }

  IdColumn view() {
    return new IdColumn(high, low);
  }
}
