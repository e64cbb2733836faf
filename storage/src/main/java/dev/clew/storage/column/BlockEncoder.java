package dev.clew.storage.column;

import dev.clew.model.Attributes;
import dev.clew.storage.bytes.ByteOutput;
import dev.clew.storage.bytes.Compression;
import dev.clew.storage.bytes.LongCodec;
import dev.clew.storage.files.Checksums;

/** Writes the rows of a block in the format that {@code package-info} describes. */
public final class BlockEncoder {
  static final int MAGIC = 0x4B4C4243; // "CBLK"
  static final int VERSION = 1;
  static final int HEADER_LENGTH = 20;

  /** System columns; no name that a sender uses begins so, because names are cut from UTF-8. */
  static final String TIMES = "\u0000time";

  static final String SEQUENCES = "\u0000sequence";
  static final String GROUP_OF_ROW = "\u0000group";
  static final String GROUPS = "\u0000groups";

  private final ByteOutput directory = new ByteOutput(1024);
  private final ByteOutput payload = new ByteOutput(64 * 1024);
  private int columns;

  private BlockEncoder() {}

  public static byte[] encode(SortedRows block) {
    return new BlockEncoder().write(block);
  }

  private byte[] write(SortedRows block) {
    int rows = block.rows();
    int from = payload.length();
    LongCodec.write(payload, block.times(), rows);
    column(TIMES, ColumnType.WHOLE, from);
    from = payload.length();
    LongCodec.write(payload, block.sequences(), rows);
    column(SEQUENCES, ColumnType.WHOLE, from);
    from = payload.length();
    long[] groups = new long[rows];
    for (int row = 0; row < rows; row++) {
      groups[row] = block.groupOfRow()[row];
    }
    LongCodec.write(payload, groups, rows);
    column(GROUP_OF_ROW, ColumnType.WHOLE, from);
    from = payload.length();
    groups(block);
    column(GROUPS, ColumnType.OPAQUE, from);
    for (ColumnKey key : block.columns()) {
      Column column = block.column(key);
      if (column != null) {
        from = payload.length();
        ColumnCodec.write(payload, column, rows);
        column(key.name(), key.type(), from);
      }
    }
    return assemble(rows);
  }

  private void groups(SortedRows block) {
    ByteOutput plain = new ByteOutput(1024);
    plain.varint(block.groups().size());
    for (Attributes group : block.groups()) {
      AttributesCodec.write(plain, group);
    }
    Compression.write(payload, plain.array(), 0, plain.length());
  }

  private void column(String name, ColumnType type, int from) {
    directory.string(name);
    directory.u8(type.code());
    directory.varint(payload.length() - from);
    directory.u32(Checksums.crc32c(payload.array(), from, payload.length() - from));
    columns++;
  }

  private byte[] assemble(int rows) {
    ByteOutput out = new ByteOutput(HEADER_LENGTH + directory.length() + payload.length());
    out.u32(MAGIC);
    out.u32(VERSION);
    out.u32(rows);
    out.u32(directory.length() + 4);
    ByteOutput full = new ByteOutput(directory.length() + 4);
    full.u32(columns);
    full.bytes(directory.array(), 0, directory.length());
    ByteOutput checked = new ByteOutput(full.length() + 16);
    checked.bytes(out.array(), 0, out.length());
    checked.bytes(full.array(), 0, full.length());
    out.u32(Checksums.crc32c(checked.array(), 0, checked.length()));
    out.bytes(full.array(), 0, full.length());
    out.bytes(payload.array(), 0, payload.length());
    return out.array().length == out.length() ? out.array() : out.toByteArray();
  }
}
