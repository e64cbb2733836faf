package dev.clew.storage.block.filter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Remembers short words that were met lately: most words of a block are met again and again, and to
 * see that here costs a fraction of looking them up among its terms. Forgets now and then.
 */
final class RecentWords {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int SLOTS = 4096;
  private static final int LONGEST = 16;
  private static final long STEP = 0x9E3779B97F4A7C15L;

  /** Two halves of a word in each slot, filled up with zero bytes. */
  private final long[] words = new long[2 * SLOTS];

  /**
   * Whether the word was given before; it is remembered from now on.
   *
   * @param bytes with the word at their beginning; when they are shorter than 16 nothing is known
   */
  boolean met(byte[] bytes, int length) {
    if (length > LONGEST || length == 0 || bytes.length < LONGEST) {
      return false;
    }
    long first = (long) LONG.get(bytes, 0);
    long second = 0;
    if (length <= 8) {
      first &= -1L >>> (64 - 8 * length);
    } else {
      second = (long) LONG.get(bytes, 8) & (-1L >>> (128 - 8 * length));
    }
    int slot = (int) (((first ^ Long.rotateLeft(second * STEP, 29)) * STEP) >>> 52) * 2;
    if (words[slot] == first && words[slot + 1] == second) {
      return true;
    }
    words[slot] = first;
    words[slot + 1] = second;
    return false;
  }
}
