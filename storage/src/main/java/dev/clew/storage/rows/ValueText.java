package dev.clew.storage.rows;

import dev.clew.model.AttributeValue;
import dev.clew.model.otlp.AnyValues;
import dev.clew.model.otlp.MalformedProtobufException;
import dev.clew.model.otlp.ProtoCursor;
import dev.clew.model.query.Filter;
import dev.clew.storage.column.BytesColumn;
import dev.clew.storage.column.Column;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.column.IdColumn;
import dev.clew.storage.column.LongColumn;
import java.util.HexFormat;
import java.util.Locale;

/** Stored values as people see them. */
public final class ValueText {
  private ValueText() {}

  public static double number(ColumnType type, long value) {
    return type == ColumnType.REAL ? Double.longBitsToDouble(value) : value;
  }

  /**
   * Whether a double may be equal to a text, which is a number, a duration, a size or no number.
   */
  public static boolean mayBeReal(String text) {
    return Filter.Operand.of(text).isNumber()
        || text.equalsIgnoreCase("NaN")
        || text.toLowerCase(Locale.ROOT).endsWith("infinity");
  }

  public static String text(ColumnType type, long value) {
    return switch (type) {
      case REAL -> Double.toString(Double.longBitsToDouble(value));
      case BOOL -> value != 0 ? "true" : "false";
      case ID64 -> HexFormat.of().toHexDigits(value);
      default -> Long.toString(value);
    };
  }

  /** The text of a row that has a value in the column. */
  public static String text(Column column, int row) {
    return switch (column) {
      case BytesColumn bytes -> entryText(bytes, bytes.entry(row));
      case LongColumn numbers -> text(numbers.type(), numbers.value(row));
      case IdColumn ids ->
          HexFormat.of().toHexDigits(ids.high(row)) + HexFormat.of().toHexDigits(ids.low(row));
    };
  }

  public static String entryText(BytesColumn column, int entry) {
    return column.type() == ColumnType.NESTED ? nested(column, entry).asText() : column.text(entry);
  }

  public static AttributeValue value(Column column, int row) {
    return switch (column) {
      case BytesColumn bytes ->
          bytes.type() == ColumnType.NESTED
              ? nested(bytes, bytes.entry(row))
              : AttributeValue.of(bytes.text(bytes.entry(row)));
      case LongColumn numbers ->
          switch (numbers.type()) {
            case REAL -> AttributeValue.of(Double.longBitsToDouble(numbers.value(row)));
            case BOOL -> AttributeValue.of(numbers.value(row) != 0);
            case ID64 -> AttributeValue.of(text(column, row));
            default -> AttributeValue.of(numbers.value(row));
          };
      case IdColumn ids -> AttributeValue.of(text(ids, row));
    };
  }

  public static AttributeValue nested(BytesColumn column, int entry) {
    int start = column.start(entry);
    try {
      return AnyValues.value(
          new ProtoCursor().reset(column.bytes(), start, column.end(entry) - start));
    } catch (MalformedProtobufException e) {
      throw new IllegalStateException("BUG: a nested value was stored that cannot be read", e);
    }
  }
}
