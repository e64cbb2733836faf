package dev.clew.storage.column;

import java.util.Arrays;

/** Collects a column of 16-byte IDs. */
final class IdBuilder {
  long[] high = new long[16];
  long[] low = new long[16];

  void set(int row, long highPart, long lowPart) {
    if (row >= high.length) {
      int length = Math.max(row + 1, high.length * 2);
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
