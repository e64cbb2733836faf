package dev.clew.storage.block.scan;

import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import dev.clew.model.query.Filter;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.BytesColumn;
import dev.clew.storage.column.Column;
import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.column.LongColumn;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.RowSchema;
import dev.clew.storage.rows.Symbols;
import dev.clew.storage.rows.ValueText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The values of one field in one block. Equal values usually, but not always, share a code, so that
 * what is made of a value is made once per code: a dictionary column has as many codes as entries.
 */
public final class BlockValues {
  private final int[] codes;
  private final @Nullable LongColumn numbers;
  private final List<IntFunction<AttributeValue>> makers;
  private final @Nullable AttributeValue[] made;
  private final double[] parsed;
  private final boolean[] isParsed;

  private BlockValues(
      int[] codes, List<IntFunction<AttributeValue>> makers, @Nullable LongColumn numbers) {
    this.codes = codes;
    this.makers = makers;
    this.numbers = numbers;
    this.made = new @Nullable AttributeValue[makers.size()];
    this.parsed = new double[makers.size()];
    this.isParsed = new boolean[makers.size()];
  }

  static BlockValues of(RowSchema schema, BlockRows block, String name, BitSet rows) {
    Builder builder = new Builder(block, rows);
    Field field = schema.field(name);
    if (field != null) {
      builder.field(field);
    } else {
      List<String> names = schema.attributeNames(name);
      for (ColumnKey key : block.columns()) {
        Column column = names.contains(key.name()) ? block.column(key) : null;
        if (column != null) {
          builder.column(column);
        }
      }
      builder.groups(names);
    }
    return builder.build();
  }

  /** The code of a row's value, or -1 when it has none. Rows that are not wanted have none. */
  public int code(int row) {
    return codes[row];
  }

  /** Codes are below this. */
  public int codes() {
    return makers.size();
  }

  public AttributeValue value(int code) {
    AttributeValue value = made[code];
    if (value == null) {
      value = makers.get(code).apply(code);
      made[code] = value;
    }
    return value;
  }

  /** The value of a row, or null. */
  public @Nullable AttributeValue valueAt(int row) {
    return codes[row] < 0 ? null : value(codes[row]);
  }

  /** The row's value as a number, a duration in nanoseconds; NaN when it is none. */
  public double numberAt(int row) {
    int code = codes[row];
    if (code < 0) {
      return Double.NaN;
    }
    if (numbers != null) {
      return numbers.number(row);
    }
    if (!isParsed[code]) {
      parsed[code] = number(value(code));
      isParsed[code] = true;
    }
    return parsed[code];
  }

  private static double number(AttributeValue value) {
    return switch (value) {
      case AttributeValue.Whole whole -> whole.value();
      case AttributeValue.Real real -> real.value();
      case AttributeValue.Text text ->
          text.value().length() > 40 ? Double.NaN : Filter.Operand.of(text.value()).number();
      default -> Double.NaN;
    };
  }

  /** Numbers the values while it goes through the sources of a field, the first one winning. */
  private static final class Builder {
    private final BlockRows block;
    private final BitSet left;
    private final int[] codes;
    private final List<IntFunction<AttributeValue>> makers = new ArrayList<>();
    private @Nullable LongColumn numbers;
    private int sources;

    Builder(BlockRows block, BitSet rows) {
      this.block = block;
      this.left = (BitSet) rows.clone();
      this.codes = new int[block.rows()];
      Arrays.fill(codes, -1);
    }

    void field(Field field) {
      Column column = block.column(field.key());
      Symbols symbols = field.symbols();
      if (symbols == null) {
        if (column != null) {
          column(column);
        }
        return;
      }
      for (int number = 0; number < 256; number++) {
        AttributeValue name = AttributeValue.of(symbols.nameOf(number));
        makers.add(code -> name);
      }
      sources += 2;
      LongColumn small = (LongColumn) column;
      for (int row = left.nextSetBit(0); row >= 0; row = left.nextSetBit(row + 1)) {
        codes[row] = small == null ? 0 : (int) small.value(row) & 0xFF;
      }
      left.clear();
    }

    void column(Column column) {
      sources++;
      switch (column) {
        case BytesColumn bytes -> bytes(bytes);
        case LongColumn longs -> {
          if (longs.type() == ColumnType.WHOLE || longs.type() == ColumnType.REAL) {
            numbers = longs;
          } else {
            sources++;
          }
          longs(longs);
        }
        default -> {
          sources++;
          for (int row = left.nextSetBit(0); row >= 0; row = left.nextSetBit(row + 1)) {
            if (column.has(row)) {
              int at = row;
              codes[row] = makers.size();
              makers.add(code -> ValueText.value(column, at));
              left.clear(row);
            }
          }
        }
      }
    }

    private void bytes(BytesColumn column) {
      int first = makers.size();
      int[] rowOfEntry = new int[column.entries()];
      for (int row = left.nextSetBit(0); row >= 0; row = left.nextSetBit(row + 1)) {
        int entry = column.entry(row);
        if (entry >= 0) {
          codes[row] = first + entry;
          rowOfEntry[entry] = row;
          left.clear(row);
        }
      }
      for (int entry = 0; entry < rowOfEntry.length; entry++) {
        makers.add(code -> ValueText.value(column, rowOfEntry[code - first]));
      }
    }

    private void longs(LongColumn column) {
      Map<Long, Integer> codeOf = new HashMap<>();
      for (int row = left.nextSetBit(0); row >= 0; row = left.nextSetBit(row + 1)) {
        if (column.has(row)) {
          int at = row;
          codes[row] =
              codeOf.computeIfAbsent(
                  column.value(row),
                  value -> {
                    makers.add(code -> ValueText.value(column, at));
                    return makers.size() - 1;
                  });
          left.clear(row);
        }
      }
    }

    void groups(List<String> names) {
      List<Attributes> groups = block.groups();
      int[] codeOfGroup = new int[groups.size()];
      boolean any = false;
      for (int i = 0; i < codeOfGroup.length; i++) {
        codeOfGroup[i] = -1;
        for (Attribute attribute : groups.get(i)) {
          if (codeOfGroup[i] < 0 && names.contains(attribute.key())) {
            codeOfGroup[i] = makers.size();
            makers.add(code -> attribute.value());
            any = true;
          }
        }
      }
      if (!any) {
        return;
      }
      sources++;
      int[] groupOfRow = block.groupOfRow();
      for (int row = left.nextSetBit(0); row >= 0; row = left.nextSetBit(row + 1)) {
        codes[row] = codeOfGroup[groupOfRow[row]];
      }
    }

    BlockValues build() {
      return new BlockValues(codes, makers, sources == 1 ? numbers : null);
    }
  }
}
