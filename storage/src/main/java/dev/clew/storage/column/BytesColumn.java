package dev.clew.storage.column;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A column of byte strings. Rows point to entries; equal values usually, but not always, share an
 * entry, so that a filter looks at each entry once.
 */
public final class BytesColumn implements Column {
  private final ColumnType type;
  private final int[] entryPlusOne;
  private final byte[] bytes;
  private final int[] ends;
  private final int entries;

  /**
   * @param entryPlusOne per row the entry's number plus 1, or 0 when the row has no value; rows
   *     beyond its length have none
   * @param ends per entry the end of its bytes; each begins where the one before ends
   */
  BytesColumn(ColumnType type, int[] entryPlusOne, byte[] bytes, int[] ends, int entries) {
    this.type = type;
    this.entryPlusOne = entryPlusOne;
    this.bytes = bytes;
    this.ends = ends;
    this.entries = entries;
  }

  @Override
  public ColumnType type() {
    return type;
  }

  @Override
  public boolean has(int row) {
    return entry(row) >= 0;
  }

  /** The entry of a row, or -1 when it has no value. */
  public int entry(int row) {
    return row < entryPlusOne.length ? entryPlusOne[row] - 1 : -1;
  }

  public int entries() {
    return entries;
  }

  /** Where the bytes of all entries are. */
  public byte[] bytes() {
    return bytes;
  }

  public int start(int entry) {
    return entry == 0 ? 0 : ends[entry - 1];
  }

  public int end(int entry) {
    return ends[entry];
  }

  public byte[] copy(int entry) {
    return Arrays.copyOfRange(bytes, start(entry), end(entry));
  }

  public String text(int entry) {
    int start = start(entry);
    return new String(bytes, start, ends[entry] - start, StandardCharsets.UTF_8);
  }
}
