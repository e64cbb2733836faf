package dev.clew.storage.block.filter;

import java.util.Collection;

/** Distinct numbers that do not change, asked for once per row. */
public final class LongSet {
  private final long[] table;
  private final boolean zero;

  public LongSet(Collection<Long> values) {
    int capacity = Integer.highestOneBit(Math.max(values.size(), 4)) * 4;
    table = new long[capacity];
    zero = values.contains(0L);
    for (long value : values) {
      int slot = slot(value);
      while (table[slot] != 0 && table[slot] != value) {
        slot = (slot + 1) & (capacity - 1);
      }
      table[slot] = value;
    }
  }

  private int slot(long value) {
    long mixed = value * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) & (table.length - 1);
  }

  public boolean contains(long value) {
    if (value == 0) {
      return zero;
    }
    for (int slot = slot(value); table[slot] != 0; slot = (slot + 1) & (table.length - 1)) {
      if (table[slot] == value) {
        return true;
      }
    }
    return false;
  }
}
