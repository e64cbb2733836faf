package dev.clew.metricsstore.index;

/** Sorts hashes: by radix, 16 bits at a time, since comparing a million of them takes a second. */
final class HashOrder {
  private static final int BITS = 16;
  private static final int MASK = (1 << BITS) - 1;

  private HashOrder() {}

  /** The indexes of the keys in ascending unsigned order; equal keys stay in theirs. */
  static int[] of(long[] keys) {
    int n = keys.length;
    int[] order = new int[n];
    int[] other = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    int[] starts = new int[MASK + 2];
    for (int shift = 0; shift < Long.SIZE; shift += BITS) {
      java.util.Arrays.fill(starts, 0);
      for (long key : keys) {
        starts[digit(key, shift) + 1]++;
      }
      for (int digit = 0; digit < MASK; digit++) {
        starts[digit + 1] += starts[digit];
      }
      for (int index : order) {
        other[starts[digit(keys[index], shift)]++] = index;
      }
      int[] sorted = other;
      other = order;
      order = sorted;
    }
    return order;
  }

  private static int digit(long key, int shift) {
    return (int) (key >>> shift) & MASK;
  }
}
