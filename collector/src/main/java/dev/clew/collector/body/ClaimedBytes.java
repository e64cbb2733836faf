package dev.clew.collector.body;

import dev.clew.model.memory.MemoryBudget;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;

/** Bytes that grow under a claim. Not thread-safe. */
public final class ClaimedBytes {
  private static final byte[] NONE = new byte[0];
  private static final int FIRST = 4 << 10;

  private final MemoryBudget.Claim claim;
  private byte[] array = NONE;
  private int size;

  public ClaimedBytes(MemoryBudget.Claim claim) {
    this.claim = claim;
  }

  /**
   * Takes over an array as it is.
   *
   * @throws dev.clew.model.memory.NoRoomException when there is no room for it
   */
  public static ClaimedBytes of(byte[] whole, MemoryBudget.Claim claim) {
    claim.grow(whole.length);
    return claimed(whole, claim);
  }

  /** Takes over an array for which room was taken already. */
  static ClaimedBytes claimed(byte[] whole, MemoryBudget.Claim claim) {
    ClaimedBytes bytes = new ClaimedBytes(claim);
    bytes.array = whole;
    bytes.size = whole.length;
    return bytes;
  }

  /**
   * Takes room at once for as many bytes as there are going to be.
   *
   * @throws dev.clew.model.memory.NoRoomException when there is none
   */
  static ClaimedBytes ofSize(int expected, MemoryBudget.Claim claim) {
    ClaimedBytes bytes = of(new byte[expected], claim);
    bytes.size = 0;
    return bytes;
  }

  /**
   * Adds bytes.
   *
   * @param announced how many they are said to be in all; no room is taken beyond it, unless there
   *     are more
   * @throws dev.clew.model.memory.NoRoomException when there is no room for them
   */
  public void append(byte[] from, int offset, int length, int announced) {
    if (array.length - size < length) {
      grow(length, announced);
    }
    System.arraycopy(from, offset, array, size, length);
    size += length;
  }

  /**
   * Doubles, so that what comes in small pieces is not copied again for each; once a quarter of
   * what was announced is there, the rest is believed.
   */
  private void grow(int more, int announced) {
    long needed = (long) size + more;
    long capacity = Math.max(needed, Math.max(FIRST, 2L * array.length));
    if (needed <= announced && (capacity > announced || 4L * array.length >= announced)) {
      capacity = announced;
    }
    claim.grow(capacity); // beside the old one while it is copied
    int before = array.length;
    array = Arrays.copyOf(array, Math.toIntExact(capacity));
    claim.shrink(before);
  }

  /** Holds them from 0 to {@link #size}; the rest is anything. */
  public byte[] array() {
    return array;
  }

  public int size() {
    return size;
  }

  InputStream stream(int offset) {
    return new ByteArrayInputStream(array, offset, size - offset);
  }

  /** Forgets the bytes and gives back what they took. */
  public void release() {
    claim.shrink(array.length);
    array = NONE;
    size = 0;
  }
}
