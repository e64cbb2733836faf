package dev.clew.storage.index;

import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.files.Checksums;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.IntConsumer;

/**
 * Which blocks of a segment hold an ID: the file {@code ids}. Most IDs occur in one block only, so
 * that a general term index pays for each of them; here it is a few bytes and a sort.
 *
 * <pre>
 * header    u32 magic "CIDS" (0x53444943) · u32 version 1 · u64 entries · u8 prefix bits p (8, 16
 *           or 24) · u8 bytes per block number · u16 0 · u32 CRC-32C of the entries · u32 CRC-32C of
 *           the table · u32 CRC-32C of the 28 bytes before (little-endian)
 * entries   sorted by hash, then block: the lowest 40 - p bits of the hash, the block number (both
 *           big-endian)
 * table     2^p + 1 u32 (little-endian): number of the first entry with each prefix, and the end
 * </pre>
 *
 * A hash has 40 bits: one wrong candidate among a billion IDs in a thousand look-ups. Thread-safe.
 */
public final class IdTable implements AutoCloseable {
  static final int MAGIC = 0x53444943; // "CIDS"
  static final int VERSION = 1;
  static final int HEADER_LENGTH = 32;
  static final int HASH_BITS = 40;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment file;
  private final long entries;
  private final int prefixBits;
  private final int restBytes;
  private final int blockBytes;
  private final long tableOffset;

  public IdTable(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
    try {
      if (file.byteSize() < HEADER_LENGTH
          || u32(0) != MAGIC
          || u32(4) != VERSION
          || u32(28) != checksum(0, 28)) {
        throw new CorruptBlockException(path + ": no table of IDs of version " + VERSION, 0);
      }
      entries = file.get(ValueLayout.JAVA_LONG_UNALIGNED, 8);
      prefixBits = file.get(ValueLayout.JAVA_BYTE, 16);
      restBytes = (HASH_BITS - prefixBits) / 8;
      blockBytes = file.get(ValueLayout.JAVA_BYTE, 17);
      if (!isPossible(prefixBits, blockBytes, entries)) {
        throw new CorruptBlockException(path + ": damaged header", 8);
      }
      tableOffset = HEADER_LENGTH + entries * (restBytes + blockBytes);
      int tableLength = 4 * ((1 << prefixBits) + 1);
      if (tableOffset + tableLength != file.byteSize()
          || checksum(tableOffset, tableLength) != u32(24)
          || entry(1 << prefixBits) != entries) {
        throw new CorruptBlockException(path + ": damaged table", tableOffset);
      }
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static boolean isPossible(int prefixBits, int blockBytes, long entries) {
    return (prefixBits == 8 || prefixBits == 16 || prefixBits == 24)
        && blockBytes >= 0
        && blockBytes <= 4
        && entries >= 0
        && entries <= 0xFFFFFFFFL;
  }

  private int u32(long at) {
    return file.get(ValueLayout.JAVA_INT_UNALIGNED, at);
  }

  private int checksum(long from, long length) {
    return Checksums.crc32c(file.asSlice(from, length).asByteBuffer());
  }

  /** Checks all entries; they are read in full only when segments are merged. */
  void checkEntries() {
    if (checksum(HEADER_LENGTH, tableOffset - HEADER_LENGTH) != u32(20)) {
      throw new CorruptBlockException("damaged table of IDs", HEADER_LENGTH);
    }
  }

  long entries() {
    return entries;
  }

  private long entry(int prefix) {
    long entry = u32(tableOffset + 4L * prefix) & 0xFFFFFFFFL;
    if (entry > entries) {
      throw new CorruptBlockException("damaged table of IDs", tableOffset + 4L * prefix);
    }
    return entry;
  }

  private long number(long at, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = (value << 8) | (file.get(ValueLayout.JAVA_BYTE, at + i) & 0xFF);
    }
    return value;
  }

  private long offset(long entry) {
    return HEADER_LENGTH + entry * (restBytes + blockBytes);
  }

  /** Gives the number of each block that may hold the ID. */
  void blocks(long hash, IntConsumer found) {
    int prefix = (int) (hash >>> (HASH_BITS - prefixBits));
    long rest = hash & ((1L << (HASH_BITS - prefixBits)) - 1);
    long low = entry(prefix);
    long end = entry(prefix + 1);
    long high = end;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (number(offset(middle), restBytes) < rest) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (long at = low; at < end && number(offset(at), restBytes) == rest; at++) {
      found.accept((int) number(offset(at) + restBytes, blockBytes));
    }
  }

  /** All entries in their order. */
  Cursor cursor() {
    return new Cursor();
  }

  /** Stands before the first entry at first. */
  final class Cursor {
    private long next;
    private int prefix;
    private long hash;
    private int block;

    boolean next() {
      if (next == entries) {
        return false;
      }
      while (entry(prefix + 1) <= next) {
        prefix++;
      }
      hash = ((long) prefix << (HASH_BITS - prefixBits)) | number(offset(next), restBytes);
      block = (int) number(offset(next) + restBytes, blockBytes);
      next++;
      return true;
    }

    long hash() {
      return hash;
    }

    int block() {
      return block;
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
