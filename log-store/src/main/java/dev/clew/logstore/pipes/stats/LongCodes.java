package dev.clew.logstore.pipes.stats;

import java.util.Arrays;

/** Numbers different longs from 0 in the order in which they come. */
final class LongCodes {
  private long[] keys = new long[64];
  private int[] codes = new int[64];
  private int size;

  LongCodes() {
    Arrays.fill(codes, -1);
  }

  int size() {
    return size;
  }

  /** The number of a key, a new one when it was not seen before. */
  int of(long key) {
    int at = slot(keys, codes, key);
    if (codes[at] >= 0) {
      return codes[at];
    }
    keys[at] = key;
    codes[at] = size++;
    int code = codes[at];
    if (size * 2 > keys.length) {
      grow();
    }
    return code;
  }

  private static int slot(long[] keys, int[] codes, long key) {
    int mask = keys.length - 1;
    long mixed = key * 0x9E3779B97F4A7C15L;
    int at = (int) (mixed >>> 32) & mask;
    while (codes[at] >= 0 && keys[at] != key) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    long[] largerKeys = new long[keys.length * 2];
    int[] largerCodes = new int[keys.length * 2];
    Arrays.fill(largerCodes, -1);
    for (int i = 0; i < keys.length; i++) {
      if (codes[i] >= 0) {
        int at = slot(largerKeys, largerCodes, keys[i]);
        largerKeys[at] = keys[i];
        largerCodes[at] = codes[i];
      }
    }
    keys = largerKeys;
    codes = largerCodes;
  }
}
