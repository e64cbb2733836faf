package dev.clew.storage.column;

import dev.clew.model.Attributes;
import dev.clew.storage.files.Checksums;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a block that {@link BlockEncoder} wrote, column by column. Every column is checked when it
 * is read; damage is a {@link CorruptBlockException} with the offset in the block.
 */
public final class StoredRows implements BlockRows {
  private final MemorySegment block;
  private final int rows;
  private final Map<ColumnKey, Slice> directory = new LinkedHashMap<>();
  private final Map<ColumnKey, Column> loaded = new HashMap<>();
  private final List<ColumnKey> keys = new ArrayList<>();
  private long @Nullable [] times;
  private long @Nullable [] sequences;
  private int @Nullable [] groupOfRow;
  private @Nullable List<Attributes> groups;
  private long bytesRead;

  private record Slice(long offset, int length, int checksum) {}

  /**
   * @param block exactly the bytes of the block
   */
  public StoredRows(MemorySegment block) {
    this.block = block;
    ByteInput header = new ByteInput(copy(0, BlockEncoder.HEADER_LENGTH), 0, 20);
    int magic = header.u32();
    int version = header.u32();
    if (magic != BlockEncoder.MAGIC || version != BlockEncoder.VERSION) {
      throw new CorruptBlockException(
          "magic " + Integer.toHexString(magic) + " version " + version, 0);
    }
    rows = header.u32();
    int directoryLength = header.u32();
    int checksum = header.u32();
    if (rows < 0 || directoryLength < 4) {
      throw new CorruptBlockException("rows " + rows + ", directory " + directoryLength, 8);
    }
    readDirectory(directoryLength, checksum);
  }

  private void readDirectory(int length, int checksum) {
    byte[] bytes = copy(0, Math.addExact(BlockEncoder.HEADER_LENGTH, length));
    byte[] checked = new byte[length + 16];
    System.arraycopy(bytes, 0, checked, 0, 16);
    System.arraycopy(bytes, BlockEncoder.HEADER_LENGTH, checked, 16, length);
    if (Checksums.crc32c(checked) != checksum) {
      throw new CorruptBlockException("wrong checksum of the directory", 16);
    }
    ByteInput in = new ByteInput(bytes, BlockEncoder.HEADER_LENGTH, bytes.length);
    int columns = in.u32();
    long offset = bytes.length;
    for (int i = 0; i < columns; i++) {
      ColumnKey key = new ColumnKey(in.string(), ColumnType.ofCode(in.u8()));
      Slice slice = new Slice(offset, (int) in.varint(), in.u32());
      directory.put(key, slice);
      offset += slice.length();
      if (key.name().isEmpty() || key.name().charAt(0) != 0) {
        keys.add(key);
      }
    }
  }

  private byte[] copy(long offset, int length) {
    if (length < 0 || offset + length > block.byteSize()) {
      throw new CorruptBlockException(
          "needs " + length + " bytes of a block of " + block.byteSize(), offset);
    }
    bytesRead += length;
    byte[] bytes = new byte[length];
    MemorySegment.copy(block, ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
    return bytes;
  }

  private @Nullable ByteInput open(ColumnKey key) {
    Slice slice = directory.get(key);
    if (slice == null) {
      return null;
    }
    byte[] bytes = copy(slice.offset(), slice.length());
    if (Checksums.crc32c(bytes) != slice.checksum()) {
      throw new CorruptBlockException("wrong checksum of column " + key.name(), slice.offset());
    }
    return new ByteInput(bytes, 0, bytes.length);
  }

  private ByteInput system(String name, ColumnType type) {
    ByteInput in = open(new ColumnKey(name, type));
    if (in == null) {
      throw new CorruptBlockException("no column " + name.substring(1), 20);
    }
    return in;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public long[] times() {
    long[] known = times;
    if (known == null) {
      known = LongCodec.read(system(BlockEncoder.TIMES, ColumnType.WHOLE), rows);
      times = known;
    }
    return known;
  }

  @Override
  public long[] sequences() {
    long[] known = sequences;
    if (known == null) {
      known = LongCodec.read(system(BlockEncoder.SEQUENCES, ColumnType.WHOLE), rows);
      sequences = known;
    }
    return known;
  }

  @Override
  public int[] groupOfRow() {
    int[] known = groupOfRow;
    if (known == null) {
      long[] wide = LongCodec.read(system(BlockEncoder.GROUP_OF_ROW, ColumnType.WHOLE), rows);
      int most = groups().size();
      known = new int[rows];
      for (int row = 0; row < rows; row++) {
        if (wide[row] < 0 || wide[row] >= most) {
          throw new CorruptBlockException("group " + wide[row], 20);
        }
        known[row] = (int) wide[row];
      }
      groupOfRow = known;
    }
    return known;
  }

  @Override
  public List<Attributes> groups() {
    List<Attributes> known = groups;
    if (known == null) {
      byte[] plain =
          Compression.read(system(BlockEncoder.GROUPS, ColumnType.OPAQUE), Integer.MAX_VALUE >> 1);
      ByteInput in = new ByteInput(plain, 0, plain.length);
      int count = in.count(plain.length);
      known = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        known.add(AttributesCodec.read(in));
      }
      groups = known;
    }
    return known;
  }

  @Override
  public List<ColumnKey> columns() {
    return keys;
  }

  @Override
  public @Nullable Column column(ColumnKey key) {
    Column known = loaded.get(key);
    if (known == null) {
      ByteInput in = open(key);
      if (in == null) {
        return null;
      }
      known = ColumnCodec.read(in, key.type(), rows);
      loaded.put(key, known);
    }
    return known;
  }

  @Override
  public long bytesRead() {
    return bytesRead;
  }
}
