package dev.clew.storage.rows;

import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import dev.clew.storage.block.life.RowWriter;
import org.jspecify.annotations.Nullable;

/**
 * A row of a result. Columns are read when they are asked for, so ask only for what is needed.
 * Valid during the call of the visitor only.
 */
public interface Row {
  long timeNanos();

  long sequence();

  default RowKey key() {
    return new RowKey(timeNanos(), sequence());
  }

  boolean has(Field field);

  /** The text of a field as people see it, or the empty string when the row has none. */
  String text(Field field);

  /** A number, small number or eight-byte ID; 0 when the row has none. */
  long number(Field field);

  /** The first eight bytes of a 16-byte ID, big-endian; 0 when the row has none. */
  long idHigh(Field field);

  /** The last eight bytes of a 16-byte ID. */
  long idLow(Field field);

  /** The bytes of an opaque or text field, or null when the row has none. */
  byte @Nullable [] bytes(Field field);

  /**
   * The value of a field by the name people use, as in a filter: fixed field, attribute or shared
   * attribute; null when the row has none.
   */
  @Nullable String value(String name);

  /** The same with its type; the name of a number that has one. */
  @Nullable AttributeValue typedValue(String name);

  /** The row's own attributes. */
  Attributes attributes();

  /** The attributes it shares with others, names with their prefix ({@code resource.}). */
  Attributes group();

  /** Correlation IDs written with {@link RowWriter#idTerm}: key and value. */
  Attributes ids();
}
