package dev.clew.storage.index;

import dev.clew.storage.bytes.Bytes;
import java.util.Arrays;

/** Distinct terms, in one array of bytes. */
public final class TermSet implements Terms.Sink {
  private byte[] bytes = new byte[16 * 1024];
  private int[] ends = new int[1024];
  private int[] table = new int[4096];
  private int size;

  @Override
  public void term(byte[] source, int length) {
    int mask = table.length - 1;
    int slot = (int) Bytes.hash(source, 0, length) & mask;
    while (table[slot] != 0) {
      int known = table[slot] - 1;
      if (Arrays.equals(bytes, start(known), ends[known], source, 0, length)) {
        return;
      }
      slot = (slot + 1) & mask;
    }
    int start = size == 0 ? 0 : ends[size - 1];
    if (start + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(start + length, bytes.length * 2));
    }
    System.arraycopy(source, 0, bytes, start, length);
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, size * 2);
    }
    ends[size++] = start + length;
    table[slot] = size;
    if (size * 2 > table.length) {
      grow();
    }
  }

  private void grow() {
    int[] wider = new int[table.length * 2];
    int mask = wider.length - 1;
    for (int i = 0; i < size; i++) {
      int slot = (int) Bytes.hash(bytes, start(i), ends[i] - start(i)) & mask;
      while (wider[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      wider[slot] = i + 1;
    }
    table = wider;
  }

  public int size() {
    return size;
  }

  byte[] bytes() {
    return bytes;
  }

  int start(int term) {
    return term == 0 ? 0 : ends[term - 1];
  }

  int end(int term) {
    return ends[term];
  }

  /** About what it takes up in memory. */
  public long memoryBytes() {
    return bytes.length + 4L * ends.length + 4L * table.length;
  }

  /** Gives back what only adding needs. */
  public TermSet compact() {
    bytes = Arrays.copyOf(bytes, size == 0 ? 0 : ends[size - 1]);
    ends = Arrays.copyOf(ends, size);
    table = new int[0];
    return this;
  }
}
