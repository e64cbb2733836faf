package dev.clew.storage.column;

/** Numbers distinct IDs in the order in which they are first seen. */
final class IdNumbers {
  private final long[] high;
  private final long[] low;
  private final int[] table;
  private int size;

  IdNumbers(int most) {
    high = new long[most];
    low = new long[most];
    table = new int[Integer.highestOneBit(Math.max(8, most)) * 4];
  }

  int of(long highPart, long lowPart) {
    int mask = table.length - 1;
    long mixed = (highPart ^ Long.rotateLeft(lowPart, 32)) * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 32) & mask;
    while (table[slot] != 0) {
      int known = table[slot] - 1;
      if (high[known] == highPart && low[known] == lowPart) {
        return known;
      }
      slot = (slot + 1) & mask;
    }
    high[size] = highPart;
    low[size] = lowPart;
    table[slot] = ++size;
    return size - 1;
  }

  int size() {
    return size;
  }

  long high(int number) {
    return high[number];
  }

  long low(int number) {
    return low[number];
  }
}
