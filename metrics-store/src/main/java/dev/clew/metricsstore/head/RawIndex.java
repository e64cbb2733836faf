package dev.clew.metricsstore.head;

import dev.clew.metricsstore.otlp.PointSink;

/** Raw hash to series or group: open addressing in flat arrays, 20 bytes a slot. */
public final class RawIndex {
  private long[] keys = new long[2 << 10];
  private int[] references = new int[1 << 10];
  private int size;

  int find(long high, long low) {
    int slot = slot(keys, references.length - 1, high, low);
    return keys[2 * slot] == 0 && keys[2 * slot + 1] == 0 ? PointSink.NONE : references[slot];
  }

  void put(long high, long low, int reference) {
    if (size * 5L > references.length * 3L) {
      grow();
    }
    int slot = slot(keys, references.length - 1, high, low);
    if (keys[2 * slot] == 0 && keys[2 * slot + 1] == 0) {
      size++;
    }
    keys[2 * slot] = high;
    keys[2 * slot + 1] = low;
    references[slot] = reference;
  }

  /** Whether it was not known; then it is now. */
  public boolean add(long high, long low) {
    int before = size;
    put(high, low, PointSink.NONE);
    return size > before;
  }

  int size() {
    return size;
  }

  private static int slot(long[] keys, int mask, long high, long low) {
    int slot = (int) low & mask;
    while (true) {
      long h = keys[2 * slot];
      long l = keys[2 * slot + 1];
      if ((h == high && l == low) || (h == 0 && l == 0)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }

  private void grow() {
    long[] newKeys = new long[keys.length * 2];
    int[] newReferences = new int[references.length * 2];
    for (int i = 0; i < references.length; i++) {
      long high = keys[2 * i];
      long low = keys[2 * i + 1];
      if (high != 0 || low != 0) {
        int slot = slot(newKeys, newReferences.length - 1, high, low);
        newKeys[2 * slot] = high;
        newKeys[2 * slot + 1] = low;
        newReferences[slot] = references[i];
      }
    }
    keys = newKeys;
    references = newReferences;
  }
}
