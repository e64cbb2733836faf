package dev.clew.storage.column;

import dev.clew.model.Attributes;
import dev.clew.storage.bytes.ByteInput;
import dev.clew.storage.bytes.Compression;
import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.bytes.LongCodec;
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
  private static final ColumnKey DIRECTORY = new ColumnKey("\u0000directory", ColumnType.OPAQUE);
  private static final ColumnKey TIMES = new ColumnKey(BlockEncoder.TIMES, ColumnType.WHOLE);
  private static final ColumnKey SEQUENCES =
      new ColumnKey(BlockEncoder.SEQUENCES, ColumnType.WHOLE);
  private static final ColumnKey GROUP_OF_ROW =
      new ColumnKey(BlockEncoder.GROUP_OF_ROW, ColumnType.WHOLE);
  private static final ColumnKey GROUPS = new ColumnKey(BlockEncoder.GROUPS, ColumnType.OPAQUE);

  private final MemorySegment block;
  private final ColumnCache.@Nullable Block cache;
  private final Directory directory;
  private final Map<ColumnKey, Column> loaded = new HashMap<>();
  private long @Nullable [] times;
  private long @Nullable [] sequences;
  private int @Nullable [] groupOfRow;
  private @Nullable List<Attributes> groups;
  private long bytesRead;

  private record Slice(long offset, int length, int checksum) {}

  /** Where the columns are; {@code keys} without those of the system. */
  private record Directory(
      int rows, long length, Map<ColumnKey, Slice> slices, List<ColumnKey> keys) {}

  /** A directory has some 30 bytes per column, and names are bounded by what senders may send. */
  private static final int LONGEST_DIRECTORY = 16 << 20;

  /** Far more than a block is given; a column of that many is read into 8 MiB. */
  private static final int MOST_ROWS = 1 << 20;

  /**
   * @param block exactly the bytes of the block
   */
  public StoredRows(MemorySegment block) {
    this(block, null);
  }

  /**
   * @param cache where columns are looked for first, and kept
   */
  public StoredRows(MemorySegment block, ColumnCache.@Nullable Block cache) {
    this.block = block;
    this.cache = cache;
    Directory known = cached(DIRECTORY) instanceof Directory found ? found : null;
    if (known == null) {
      known = readDirectory();
      keep(DIRECTORY, known, 160L * known.slices().size());
    }
    directory = known;
  }

  private @Nullable Object cached(ColumnKey key) {
    return cache == null ? null : cache.get(key);
  }

  private void keep(ColumnKey key, Object value, long weight) {
    if (cache != null) {
      cache.put(key, value, weight);
    }
  }

  private Directory readDirectory() {
    ByteInput header = new ByteInput(copy(0, BlockEncoder.HEADER_LENGTH), 0, 20);
    int magic = header.u32();
    int version = header.u32();
    if (magic != BlockEncoder.MAGIC || version != BlockEncoder.VERSION) {
      throw new CorruptBlockException(
          "magic " + Integer.toHexString(magic) + " version " + version, 0);
    }
    int rows = header.u32();
    int length = header.u32();
    int checksum = header.u32();
    if (rows < 0 || rows > MOST_ROWS || length < 4 || length > LONGEST_DIRECTORY) {
      throw new CorruptBlockException("rows " + rows + ", directory " + length, 8);
    }
    byte[] bytes = copy(0, BlockEncoder.HEADER_LENGTH + length);
    byte[] checked = new byte[length + 16];
    System.arraycopy(bytes, 0, checked, 0, 16);
    System.arraycopy(bytes, BlockEncoder.HEADER_LENGTH, checked, 16, length);
    if (Checksums.crc32c(checked) != checksum) {
      throw new CorruptBlockException("wrong checksum of the directory", 16);
    }
    Map<ColumnKey, Slice> slices = new LinkedHashMap<>();
    List<ColumnKey> keys = new ArrayList<>();
    ByteInput in = new ByteInput(bytes, BlockEncoder.HEADER_LENGTH, bytes.length);
    int columns = in.u32();
    long offset = bytes.length;
    for (int i = 0; i < columns; i++) {
      ColumnKey key = new ColumnKey(in.string(), type(in));
      Slice slice = new Slice(offset, (int) in.varint(), in.u32());
      slices.put(key, slice);
      offset += slice.length();
      if (key.name().isEmpty() || key.name().charAt(0) != 0) {
        keys.add(key);
      }
    }
    return new Directory(rows, offset, slices, List.copyOf(keys));
  }

  private static ColumnType type(ByteInput in) {
    int code = in.u8();
    try {
      return ColumnType.ofCode(code);
    } catch (IllegalArgumentException e) {
      throw new CorruptBlockException(String.valueOf(e.getMessage()), in.position());
    }
  }

  /** How many bytes the block has: the segment given may go on behind it. */
  public long byteLength() {
    return directory.length();
  }

  /**
   * Compares every checksum, without decoding anything.
   *
   * @throws CorruptBlockException when one is wrong
   */
  public void verify() {
    // Copied first: a sector that the disk cannot read is an error of the copy, and would be the
    // end
    // of the process inside of the checksum.
    directory
        .slices()
        .forEach((key, slice) ->
            check(key, slice, Checksums.crc32c(copy(slice.offset(), slice.length()))));
  }

  private static void check(ColumnKey key, Slice slice, int checksum) {
    if (checksum != slice.checksum()) {
      throw new CorruptBlockException("wrong checksum of column " + key.name(), slice.offset());
    }
  }

  private byte[] copy(long offset, int length) {
    if (length < 0 || offset + length > block.byteSize()) {
      throw new CorruptBlockException(
          "needs " + length + " bytes of a block of " + block.byteSize(), offset);
    }
    bytesRead += length;
    byte[] bytes = new byte[length];
    try {
      MemorySegment.copy(block, ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
    } catch (InternalError e) {
      throw new CorruptBlockException("the disk cannot read it: " + e.getMessage(), offset);
    }
    return bytes;
  }

  private @Nullable ByteInput open(ColumnKey key) {
    Slice slice = directory.slices().get(key);
    if (slice == null) {
      return null;
    }
    byte[] bytes = copy(slice.offset(), slice.length());
    check(key, slice, Checksums.crc32c(bytes));
    return new ByteInput(bytes, 0, bytes.length);
  }

  private ByteInput system(ColumnKey key) {
    ByteInput in = open(key);
    if (in == null) {
      throw new CorruptBlockException("no column " + key.name().substring(1), 20);
    }
    return in;
  }

  @Override
  public int rows() {
    return directory.rows();
  }

  private long[] longs(ColumnKey key) {
    if (cached(key) instanceof long[] found) {
      return found;
    }
    long[] read = LongCodec.read(system(key), rows());
    keep(key, read, 8L * read.length);
    return read;
  }

  @Override
  public long[] times() {
    long[] known = times;
    if (known == null) {
      known = longs(TIMES);
      times = known;
    }
    return known;
  }

  @Override
  public long[] sequences() {
    long[] known = sequences;
    if (known == null) {
      known = longs(SEQUENCES);
      sequences = known;
    }
    return known;
  }

  @Override
  public int[] groupOfRow() {
    int[] known = groupOfRow;
    if (known == null) {
      known = cached(GROUP_OF_ROW) instanceof int[] found ? found : readGroupOfRow();
      groupOfRow = known;
    }
    return known;
  }

  private int[] readGroupOfRow() {
    long[] wide = LongCodec.read(system(GROUP_OF_ROW), rows());
    int most = groups().size();
    int[] read = new int[wide.length];
    for (int row = 0; row < read.length; row++) {
      if (wide[row] < 0 || wide[row] >= most) {
        throw new CorruptBlockException("group " + wide[row], 20);
      }
      read[row] = (int) wide[row];
    }
    keep(GROUP_OF_ROW, read, 4L * read.length);
    return read;
  }

  @Override
  public List<Attributes> groups() {
    List<Attributes> known = groups;
    if (known == null) {
      known = cached(GROUPS) instanceof Groups found ? found.all() : readGroups();
      groups = known;
    }
    return known;
  }

  /** For the cache, which takes any object. */
  private record Groups(List<Attributes> all) {}

  private List<Attributes> readGroups() {
    byte[] plain = Compression.read(system(GROUPS), Integer.MAX_VALUE >> 1);
    ByteInput in = new ByteInput(plain, 0, plain.length);
    int count = in.count(plain.length);
    List<Attributes> read = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      read.add(AttributesCodec.read(in));
    }
    keep(GROUPS, new Groups(read), 4L * plain.length);
    return read;
  }

  @Override
  public List<ColumnKey> columns() {
    return directory.keys();
  }

  @Override
  public @Nullable Column column(ColumnKey key) {
    Column known = loaded.get(key);
    if (known == null) {
      known = cached(key) instanceof Column found ? found : read(key);
      if (known != null) {
        loaded.put(key, known);
      }
    }
    return known;
  }

  private @Nullable Column read(ColumnKey key) {
    ByteInput in = open(key);
    if (in == null) {
      return null;
    }
    Column read = ColumnCodec.read(in, key.type(), rows());
    keep(key, read, weight(read));
    return read;
  }

  private static long weight(Column column) {
    return switch (column) {
      case BytesColumn bytes -> bytes.weight();
      case LongColumn numbers -> numbers.weight();
      case IdColumn ids -> ids.weight();
    };
  }

  @Override
  public long bytesRead() {
    return bytesRead;
  }
}
