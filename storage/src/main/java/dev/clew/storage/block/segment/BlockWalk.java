package dev.clew.storage.block.segment;

import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.column.StoredRows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the blocks of a segment without its index: each says how long it is. Where none begins that
 * can be read, the next one is looked for by its magic number and its checksum.
 *
 * @param blocks in their order; of a block, only its directory has been checked
 * @param gaps what lies between, where blocks should be
 */
record BlockWalk(List<Extent> blocks, List<Extent> gaps) {
  /** 'C', the first byte of the magic number of a block. */
  private static final byte FIRST = 'C';

  /** Where bytes stand in the file. */
  record Extent(long offset, long length) {}

  /**
   * @param from where the first block begins
   */
  static BlockWalk of(MemorySegment data, long from) {
    List<Extent> blocks = new ArrayList<>();
    List<Extent> gaps = new ArrayList<>();
    long at = from;
    long gap = -1;
    while (at < data.byteSize()) {
      long length = lengthAt(data, at);
      if (length > 0) {
        if (gap >= 0) {
          gaps.add(new Extent(gap, at - gap));
          gap = -1;
        }
        blocks.add(new Extent(at, length));
        at += length;
      } else {
        gap = gap < 0 ? at : gap;
        at = next(data, at + 1);
      }
    }
    if (gap >= 0) {
      gaps.add(new Extent(gap, data.byteSize() - gap));
    }
    return new BlockWalk(blocks, gaps);
  }

  /** Of the block that begins there, or 0 when none does. */
  private static long lengthAt(MemorySegment data, long at) {
    try {
      long length = new StoredRows(data.asSlice(at)).byteLength();
      return at + length <= data.byteSize() ? length : 0;
    } catch (CorruptBlockException e) {
      return 0;
    }
  }

  private static long next(MemorySegment data, long from) {
    for (long at = from; at < data.byteSize(); at++) {
      if (data.get(ValueLayout.JAVA_BYTE, at) == FIRST) {
        return at;
      }
    }
    return data.byteSize();
  }
}
