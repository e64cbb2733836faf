package dev.clew.storage.column;

import dev.clew.storage.bytes.Bits;
import dev.clew.storage.bytes.ByteInput;
import dev.clew.storage.bytes.ByteOutput;
import dev.clew.storage.bytes.Compression;
import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.bytes.LongCodec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes of single columns; {@code package-info} describes them. */
final class ColumnCodec {
  /** Far beyond what the collector lets in with one request; guards against damaged lengths. */
  private static final int MOST_BYTES = 1 << 30;

  private static final int ALL_PRESENT = 0;
  private static final int SOME_PRESENT = 1;
  private static final int IDENTITY = 0;
  private static final int MAPPED = 1;
  private static final int TEMPLATES = 2;
  private static final int RAW = 0;
  private static final int DICTIONARY = 1;

  private ColumnCodec() {}

  static void write(ByteOutput out, Column column, int rows) {
    switch (column) {
      case BytesColumn bytes -> writeBytes(out, bytes, rows);
      case LongColumn numbers when numbers.type() == ColumnType.ID64 ->
          writeIds(out, numbers, null, rows);
      case LongColumn numbers -> writeNumbers(out, numbers, rows);
      case IdColumn ids -> writeIds(out, null, ids, rows);
    }
  }

  static Column read(ByteInput in, ColumnType type, int rows) {
    return switch (type) {
      case TEXT, NESTED, OPAQUE -> readBytes(in, type, rows);
      case WHOLE, REAL, BOOL -> readNumbers(in, type, rows);
      case ID64 -> readId64(in, rows);
      case ID128 -> readId128(in, rows);
    };
  }

  private static void writeBytes(ByteOutput out, BytesColumn column, int rows) {
    long[] entryPlusOne = new long[rows];
    boolean identity = column.entries() == rows;
    for (int row = 0; row < rows; row++) {
      entryPlusOne[row] = column.entry(row) + 1L;
      identity &= entryPlusOne[row] == row + 1L;
    }
    out.varint(column.entries());
    TemplateSplit split = column.split();
    out.u8((identity ? IDENTITY : MAPPED) + (split == null ? 0 : TEMPLATES));
    if (!identity) {
      LongCodec.write(out, entryPlusOne, rows);
    }
    if (split != null) {
      TemplateCodec.write(out, split);
      return;
    }
    long[] lengths = new long[column.entries()];
    for (int entry = 0; entry < lengths.length; entry++) {
      lengths[entry] = (long) column.end(entry) - column.start(entry);
    }
    LongCodec.write(out, lengths, lengths.length);
    int size = column.entries() == 0 ? 0 : column.end(column.entries() - 1);
    Compression.write(out, column.bytes(), 0, size);
  }

  private static BytesColumn readBytes(ByteInput in, ColumnType type, int rows) {
    int entries = in.count(rows);
    int[] entryPlusOne = new int[rows];
    int mode = in.u8();
    if (mode > TEMPLATES + MAPPED) {
      throw new CorruptBlockException("text mode " + mode, in.position());
    }
    if ((mode & MAPPED) == IDENTITY) {
      for (int row = 0; row < Math.min(rows, entries); row++) {
        entryPlusOne[row] = row + 1;
      }
    } else {
      long[] mapped = LongCodec.read(in, rows);
      for (int row = 0; row < rows; row++) {
        if (mapped[row] < 0 || mapped[row] > entries) {
          throw new CorruptBlockException("entry " + mapped[row], in.position());
        }
        entryPlusOne[row] = (int) mapped[row];
      }
    }
    if (mode >= TEMPLATES) {
      return new BytesColumn(
          type, entryPlusOne, entries, TemplateCodec.read(in, entries, MOST_BYTES));
    }
    long[] lengths = LongCodec.read(in, entries);
    byte[] bytes = Compression.read(in, MOST_BYTES);
    int[] ends = new int[entries];
    long end = 0;
    for (int entry = 0; entry < entries; entry++) {
      end += lengths[entry];
      if (lengths[entry] < 0 || end > bytes.length) {
        throw new CorruptBlockException("length " + lengths[entry], in.position());
      }
      ends[entry] = (int) end;
    }
    return new BytesColumn(type, entryPlusOne, bytes, ends, entries);
  }

  /** Writes which rows have a value; returns their numbers. */
  private static int[] writePresence(ByteOutput out, Column column, int rows) {
    int[] present = new int[rows];
    long[] bits = new long[(rows + 63) / 64];
    int count = 0;
    for (int row = 0; row < rows; row++) {
      if (column.has(row)) {
        present[count++] = row;
        bits[row >>> 6] |= 1L << row;
      }
    }
    if (count == rows) {
      out.u8(ALL_PRESENT);
    } else {
      out.u8(SOME_PRESENT);
      byte[] bytes = new byte[bits.length * 8];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (bits[i / 8] >>> (i % 8 * 8));
      }
      Compression.write(out, bytes, 0, bytes.length);
    }
    return Arrays.copyOf(present, count);
  }

  private static long @Nullable [] readPresence(ByteInput in, int rows) {
    if (in.u8() == ALL_PRESENT) {
      return null;
    }
    long[] bits = new long[(rows + 63) / 64];
    byte[] bytes = Compression.read(in, bits.length * 8);
    for (int i = 0; i < bytes.length; i++) {
      bits[i / 8] |= (bytes[i] & 0xFFL) << (i % 8 * 8);
    }
    return bits;
  }

  private static int[] presentRows(long @Nullable [] bits, int rows) {
    int[] present = new int[rows];
    int count = 0;
    for (int row = 0; row < rows; row++) {
      if (bits == null || Bits.get(bits, row)) {
        present[count++] = row;
      }
    }
    return Arrays.copyOf(present, count);
  }

  private static void writeNumbers(ByteOutput out, LongColumn column, int rows) {
    int[] present = writePresence(out, column, rows);
    long[] values = new long[present.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.value(present[i]);
    }
    LongCodec.write(out, values, values.length);
  }

  private static LongColumn readNumbers(ByteInput in, ColumnType type, int rows) {
    long[] bits = readPresence(in, rows);
    int[] present = presentRows(bits, rows);
    long[] values = LongCodec.read(in, present.length);
    return new LongColumn(type, spread(values, present, rows), bits);
  }

  private static long[] spread(long[] values, int[] present, int rows) {
    if (values.length == rows) {
      return values;
    }
    long[] wide = new long[rows];
    for (int i = 0; i < present.length; i++) {
      wide[present[i]] = values[i];
    }
    return wide;
  }

  /** IDs are random: they are kept raw, each once when many rows share them. */
  private static void writeIds(
      ByteOutput out, @Nullable LongColumn small, @Nullable IdColumn large, int rows) {
    Column column = small != null ? small : java.util.Objects.requireNonNull(large);
    int[] present = writePresence(out, column, rows);
    IdNumbers numbers = new IdNumbers(present.length);
    long[] mapped = new long[present.length];
    for (int i = 0; i < present.length; i++) {
      int row = present[i];
      mapped[i] =
          large != null
              ? numbers.of(large.high(row), large.low(row))
              : numbers.of(java.util.Objects.requireNonNull(small).value(row), 0);
    }
    boolean dictionary = numbers.size() < present.length * 3 / 4;
    out.u8(dictionary ? DICTIONARY : RAW);
    if (dictionary) {
      out.varint(numbers.size());
      LongCodec.write(out, mapped, mapped.length);
    }
    int count = dictionary ? numbers.size() : present.length;
    for (int i = 0; i < count; i++) {
      int number = dictionary ? i : (int) mapped[i];
      out.u64(numbers.high(number));
      if (large != null) {
        out.u64(numbers.low(number));
      }
    }
  }

  /** Returns per present row the number of its ID. */
  private static int[] readIdNumbers(ByteInput in, int present, int[] distinct) {
    int[] numbers = new int[present];
    if (in.u8() == RAW) {
      for (int i = 0; i < present; i++) {
        numbers[i] = i;
      }
      distinct[0] = present;
      return numbers;
    }
    distinct[0] = in.count(present);
    long[] mapped = LongCodec.read(in, present);
    for (int i = 0; i < present; i++) {
      if (mapped[i] < 0 || mapped[i] >= distinct[0]) {
        throw new CorruptBlockException("ID number " + mapped[i], in.position());
      }
      numbers[i] = (int) mapped[i];
    }
    return numbers;
  }

  private static LongColumn readId64(ByteInput in, int rows) {
    long[] bits = readPresence(in, rows);
    int[] present = presentRows(bits, rows);
    int[] distinct = new int[1];
    int[] numbers = readIdNumbers(in, present.length, distinct);
    long[] ids = new long[distinct[0]];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = in.u64();
    }
    long[] values = new long[rows];
    for (int i = 0; i < present.length; i++) {
      values[present[i]] = ids[numbers[i]];
    }
    return new LongColumn(ColumnType.ID64, values, bits);
  }

  private static IdColumn readId128(ByteInput in, int rows) {
    int[] present = presentRows(readPresence(in, rows), rows);
    int[] distinct = new int[1];
    int[] numbers = readIdNumbers(in, present.length, distinct);
    long[] high = new long[distinct[0]];
    long[] low = new long[distinct[0]];
    for (int i = 0; i < high.length; i++) {
      high[i] = in.u64();
      low[i] = in.u64();
    }
    long[] highOfRow = new long[rows];
    long[] lowOfRow = new long[rows];
    for (int i = 0; i < present.length; i++) {
      highOfRow[present[i]] = high[numbers[i]];
      lowOfRow[present[i]] = low[numbers[i]];
    }
    return new IdColumn(highOfRow, lowOfRow);
  }
}
