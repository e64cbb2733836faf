package dev.clew.storage.block.life;

import dev.clew.model.Attributes;
import dev.clew.storage.block.BlockStore;
import dev.clew.storage.column.BlockBuilder;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.IdColumns;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the rows of one batch (one entry of the write-ahead buffer) into a store's memory:
 *
 * <pre>{@code
 * try (RowWriter rows = store.write()) {
 *   rows.group(resourceAndScope);
 *   if (rows.begin(timeNanos)) {
 *     rows.number(SEVERITY, 9);
 *     rows.text(BODY, bytes, from, length);
 *     rows.attribute(bytes, from, length).text(bytes, from, length);
 *     rows.end();
 *   }
 *   rows.commit(position);
 * }
 * }</pre>
 *
 * <p>Readers see the batch once it is committed. Closed without {@link #commit}, all of it is taken
 * back. Strings are UTF-8; slices are copied. One thread writes at a time, readers wait meanwhile.
 */
public final class RowWriter implements AutoCloseable {
  private static final byte[] NOTHING = new byte[0];

  private final MemoryTable table;
  private BlockBuilder block;
  private Attributes group = Attributes.EMPTY;
  private long groupSerial;
  private byte[] name = NOTHING;
  private int nameFrom;
  private int nameLength;
  private boolean committed;

  public RowWriter(MemoryTable table) {
    this.table = table;
    this.block = new BlockBuilder(List.of());
  }

  public void open() {
    committed = false;
    group(Attributes.EMPTY);
  }

  /**
   * Sets the attributes that the following rows share: those of resource and scope, names with
   * their prefix.
   */
  public void group(Attributes shared) {
    group = shared;
    groupSerial++;
  }

  /**
   * Begins a row. A time beyond the near future is replaced by the present.
   *
   * @return false when the time is beyond retention: the row is counted as dropped, and nothing
   *     more of it may be written
   */
  public boolean begin(long timeNanos) {
    BlockBuilder target = table.begin(timeNanos);
    if (target == null) {
      return false;
    }
    block = target;
    block.group(group, groupSerial);
    return true;
  }

  /** The time of the row begun last: as given, or the present in place of the future. */
  public long timeNanos() {
    return table.lastTime();
  }

  /** A number, small number or eight-byte ID. */
  public void number(Field field, long value) {
    block.column(field.number());
    block.number(value);
  }

  /** A 16-byte ID, its halves big-endian; nothing is stored for zero. */
  public void id128(Field field, long high, long low) {
    if ((high | low) != 0) {
      block.column(field.number());
      block.id(high, low);
    }
  }

  /** Text or opaque bytes. */
  public void bytes(Field field, byte[] source, int from, int length) {
    block.column(field.number());
    block.bytes(source, from, length);
  }

  public void text(Field field, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    bytes(field, bytes, 0, bytes.length);
  }

  /**
   * Names the attribute that the next value belongs to. The slice must stay as it is until then.
   */
  public RowWriter attribute(byte[] source, int from, int length) {
    if (length > 0 && source[from] >= 0 && source[from] <= 1) {
      // Such names are the store's own.
      name = Arrays.copyOfRange(source, from, from + length);
      name[0] = '_';
      nameFrom = 0;
    } else {
      name = source;
      nameFrom = from;
    }
    nameLength = length;
    return this;
  }

  public RowWriter attribute(String attributeName) {
    byte[] bytes = attributeName.getBytes(StandardCharsets.UTF_8);
    return attribute(bytes, 0, bytes.length);
  }

  public void text(byte[] source, int from, int length) {
    block.column(name, nameFrom, nameLength, ColumnType.TEXT);
    block.bytes(source, from, length);
  }

  public void text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    text(bytes, 0, bytes.length);
  }

  public void whole(long value) {
    block.column(name, nameFrom, nameLength, ColumnType.WHOLE);
    block.number(value);
  }

  public void real(double value) {
    block.column(name, nameFrom, nameLength, ColumnType.REAL);
    block.number(Double.doubleToRawLongBits(value));
  }

  public void bool(boolean value) {
    block.column(name, nameFrom, nameLength, ColumnType.BOOL);
    block.number(value ? 1 : 0);
  }

  /** Any other value: a serialized {@code AnyValue}, checked to be well-formed. */
  public void nested(byte[] source, int from, int length) {
    block.column(name, nameFrom, nameLength, ColumnType.NESTED);
    block.bytes(source, from, length);
  }

  /**
   * A correlation ID that is in no attribute of the row itself. Those in attributes that {@link
   * RowSchema.Builder#idKeys} knows need no call.
   */
  public void idTerm(String key, byte[] source, int from, int length) {
    for (int number = 0; number < 16; number++) { // more IDs of one key in one row help nobody
      block.column(IdColumns.name(key, number), ColumnType.TEXT);
      if (!block.has()) {
        block.bytes(source, from, length);
        return;
      }
    }
  }

  public void idTerm(String key, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    idTerm(key, bytes, 0, bytes.length);
  }

  /** Ends the row; one that is not ended is forgotten. */
  public void end() {
    table.end(block);
  }

  /**
   * Accepts the batch.
   *
   * @param position of the batch in the write-ahead buffer: what {@link BlockStore#flush} commits
   */
  public void commit(long position) {
    table.commit(position);
    committed = true;
  }

  @Override
  public void close() {
    table.close(committed);
  }
}
