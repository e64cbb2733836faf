package dev.clew.storage.bytes;

import java.util.Arrays;

/** Bit sets in plain arrays, so that a view can share them with the builder that goes on. */
public final class Bits {
  private Bits() {}

  public static boolean get(long[] bits, int index) {
    int word = index >>> 6;
    return word < bits.length && (bits[word] & 1L << index) != 0;
  }

  /** Sets a bit and returns the array, or a longer copy of it. */
  public static long[] set(long[] bits, int index) {
    int word = index >>> 6;
    long[] wide = word < bits.length ? bits : Arrays.copyOf(bits, Math.max(word + 1, word * 2));
    wide[word] |= 1L << index;
    return wide;
  }

  public static void clear(long[] bits, int index) {
    int word = index >>> 6;
    if (word < bits.length) {
      bits[word] &= ~(1L << index);
    }
  }
}
