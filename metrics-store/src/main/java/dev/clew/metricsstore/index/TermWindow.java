package dev.clew.metricsstore.index;

import java.util.Arrays;

/**
 * Goes over the values of consecutive terms, copied to the heap some at a time: loops over an array
 * are several times faster than over mapped memory. Used by one thread.
 */
final class TermWindow {
  private static final int TERMS = 1024;

  private final IndexTables tables;
  private final int end;
  private final int[] offsets = new int[TERMS + 1];
  private int first;
  private int count;
  private byte[] bytes = new byte[0];

  /** Over the terms {@code [first, end)}. */
  TermWindow(IndexTables tables, int first, int end) {
    this.tables = tables;
    this.first = first;
    this.end = end;
  }

  /** Loads the next terms; false at the end. */
  boolean next() {
    first += count;
    count = Math.min(TERMS, end - first);
    if (count <= 0) {
      count = 0;
      return false;
    }
    int start = tables.u32(IndexFormat.VALUE_OFFSETS, first);
    for (int i = 0; i <= count; i++) {
      offsets[i] = tables.u32(IndexFormat.VALUE_OFFSETS, first + i) - start;
    }
    int length = tables.length(IndexFormat.VALUES, start, start + offsets[count]);
    if (length > bytes.length) {
      bytes = new byte[length + length / 2];
    }
    tables.copy(IndexFormat.VALUES, start, length, bytes);
    return true;
  }

  /** Ordinal of the first loaded term. */
  int first() {
    return first;
  }

  /** Number of loaded terms. */
  int count() {
    return count;
  }

  /** The values, one after another. */
  byte[] bytes() {
    return bytes;
  }

  /** Where the value of the i-th loaded term begins; that of the next one is its end. */
  int offset(int i) {
    return offsets[i];
  }

  byte[] value(int i) {
    return Arrays.copyOfRange(bytes, offsets[i], offsets[i + 1]);
  }
}
