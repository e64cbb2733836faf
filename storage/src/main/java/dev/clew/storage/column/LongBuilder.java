package dev.clew.storage.column;

import dev.clew.storage.bytes.ArrayGrowth;
import dev.clew.storage.bytes.Bits;
import java.util.Arrays;

/** Collects a column of numbers or eight-byte IDs. */
final class LongBuilder {
  final ColumnType type;
  long[] values;
  long[] present;

  LongBuilder(ColumnType type) {
    this(type, 16);
  }

  /** For about so many rows. */
  LongBuilder(ColumnType type, int rows) {
    this.type = type;
    values = new long[rows];
    present = new long[(rows + 63) / 64];
  }

  void set(int row, long value) {
    if (row >= values.length) {
      values = Arrays.copyOf(values, ArrayGrowth.rows(values.length, row + 1));
    }
    values[row] = value;
    present = Bits.set(present, row);
  }

  void unset(int row) {
    Bits.clear(present, row);
    if (row < values.length) {
      values[row] = 0; // a row without a value reads as 0
    }
  }

  boolean has(int row) {
    return Bits.get(present, row);
  }

  LongColumn view() {
    // A word of the bit set may hold bits of visible and of future rows, so it is copied.
    return new LongColumn(type, values, present.clone());
  }
}
