package dev.clew.storage.bytes;

/**
 * How arrays with an element per row grow. Few steps, each of which copies everything, and a last
 * one that fits a full block with the batch that filled it: doubling would end at twice of that.
 */
public final class ArrayGrowth {
  private static final int FULL = 9216;

  private ArrayGrowth() {}

  /** A length for at least so many rows. */
  public static int rows(int length, int needed) {
    if (needed > FULL) {
      return Math.max(needed, length * 2);
    }
    int grown = Math.max(length * 4, needed);
    return grown > FULL / 3 ? FULL : grown;
  }
}
