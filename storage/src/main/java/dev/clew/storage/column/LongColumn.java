package dev.clew.storage.column;

import dev.clew.storage.bytes.Bits;
import org.jspecify.annotations.Nullable;

/** A column of whole numbers, doubles (as their bits), booleans or eight-byte IDs. */
public final class LongColumn implements Column {
  private final ColumnType type;
  private final long[] values;
  private final long @Nullable [] present;

  /**
   * @param present a bit per row, or null when every row of {@code values} has a value
   */
  LongColumn(ColumnType type, long[] values, long @Nullable [] present) {
    this.type = type;
    this.values = values;
    this.present = present;
  }

  @Override
  public ColumnType type() {
    return type;
  }

  @Override
  public boolean has(int row) {
    if (row >= values.length) {
      return false;
    }
    return present == null || Bits.get(present, row);
  }

  /** About the bytes of heap that it takes up. */
  long weight() {
    return 8L * values.length + (present == null ? 0 : 8L * present.length);
  }

  /** The value of a row that has one; else 0. */
  public long value(int row) {
    return row < values.length ? values[row] : 0;
  }

  /** The value as a number for comparisons. */
  public double number(int row) {
    long value = value(row);
    return type == ColumnType.REAL ? Double.longBitsToDouble(value) : value;
  }

  /** The value as people see it. */
  public String text(int row) {
    return text(type, value(row));
  }

  static String text(ColumnType type, long value) {
    return switch (type) {
      case REAL -> Double.toString(Double.longBitsToDouble(value));
      case BOOL -> value != 0 ? "true" : "false";
      case ID64 -> java.util.HexFormat.of().toHexDigits(value);
      default -> Long.toString(value);
    };
  }
}
