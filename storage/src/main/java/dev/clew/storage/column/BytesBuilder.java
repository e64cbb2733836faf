package dev.clew.storage.column;

import dev.clew.storage.bytes.ArrayGrowth;
import dev.clew.storage.bytes.Bytes;
import java.util.Arrays;

/**
 * Collects a column of byte strings. Equal values share an entry as long as that pays: after {@link
 * #TRIAL} entries a column whose values rarely repeat gives up looking.
 */
final class BytesBuilder {
  private static final int TRIAL = 512;

  final ColumnType type;
  int[] entryPlusOne = new int[16];
  byte[] bytes = new byte[64];
  int[] ends = new int[16];
  int entries;
  private int[] table = new int[64];
  private boolean dedupe = true;
  private int values;

  BytesBuilder(ColumnType type) {
    this.type = type;
  }

  void set(int row, byte[] source, int from, int length) {
    int entry = dedupe ? find(source, from, length) : append(source, from, length);
    if (row >= entryPlusOne.length) {
      entryPlusOne = Arrays.copyOf(entryPlusOne, ArrayGrowth.rows(entryPlusOne.length, row + 1));
    }
    entryPlusOne[row] = entry + 1;
    values++;
  }

  void unset(int row) {
    if (row < entryPlusOne.length) {
      entryPlusOne[row] = 0;
    }
  }

  boolean has(int row) {
    return row < entryPlusOne.length && entryPlusOne[row] != 0;
  }

  private int find(byte[] source, int from, int length) {
    int mask = table.length - 1;
    int slot = (int) Bytes.hash(source, from, length) & mask;
    while (table[slot] != 0) {
      int entry = table[slot] - 1;
      int start = entry == 0 ? 0 : ends[entry - 1];
      if (Arrays.equals(bytes, start, ends[entry], source, from, from + length)) {
        return entry;
      }
      slot = slot + 1 & mask;
    }
    int entry = append(source, from, length);
    table[slot] = entry + 1;
    if (entries * 2 > table.length) {
      grow();
    }
    return entry;
  }

  private void grow() {
    if (entries >= TRIAL && entries > values / 2) {
      dedupe = false;
      return;
    }
    int[] wider = new int[table.length * 2];
    int mask = wider.length - 1;
    for (int entry = 0; entry < entries; entry++) {
      int start = entry == 0 ? 0 : ends[entry - 1];
      int slot = (int) Bytes.hash(bytes, start, ends[entry] - start) & mask;
      while (wider[slot] != 0) {
        slot = slot + 1 & mask;
      }
      wider[slot] = entry + 1;
    }
    table = wider;
  }

  private int append(byte[] source, int from, int length) {
    int start = entries == 0 ? 0 : ends[entries - 1];
    int end = Math.addExact(start, length);
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(end, 2L * end)));
    }
    System.arraycopy(source, from, bytes, start, length);
    if (entries == ends.length) {
      ends = Arrays.copyOf(ends, entries * 2);
    }
    ends[entries] = end;
    return entries++;
  }

  BytesColumn view() {
    return new BytesColumn(type, entryPlusOne, bytes, ends, entries);
  }
}
