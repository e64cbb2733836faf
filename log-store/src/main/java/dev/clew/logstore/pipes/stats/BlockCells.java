package dev.clew.logstore.pipes.stats;

import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.storage.block.scan.BlockSlice;
import dev.clew.storage.block.scan.BlockValues;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of a block's rows; a cell is made once for all rows that share it. */
final class BlockCells implements FieldValues {
  private final BlockSlice slice;
  private final List<String> fields;
  private final @Nullable BlockValues[] values;
  private final @Nullable Cell[][] cells;
  private final long[] times;
  private int row;

  BlockCells(BlockSlice slice, List<String> fields) {
    this.slice = slice;
    this.fields = fields;
    this.values = new @Nullable BlockValues[fields.size()];
    this.cells = new @Nullable Cell[fields.size()][];
    this.times = slice.times();
    for (int i = 0; i < values.length; i++) {
      String field = fields.get(i);
      if (!field.equals("time") && !field.equals("id")) {
        BlockValues column = slice.values(field);
        values[i] = column;
        cells[i] = new @Nullable Cell[column.codes()];
      }
    }
  }

  BlockCells at(int newRow) {
    row = newRow;
    return this;
  }

  @Override
  public @Nullable Cell cell(int field) {
    BlockValues column = values[field];
    if (column == null) {
      return fields.get(field).equals("time")
          ? new Cell.Time(times[row])
          : Cell.of(slice.row(row).key().toString());
    }
    int code = column.code(row);
    if (code < 0) {
      return null;
    }
    Cell cell = cells[field][code];
    if (cell == null) {
      cell = Cell.of(column.value(code));
      cells[field][code] = cell;
    }
    return cell;
  }

  @Override
  public double number(int field) {
    BlockValues column = values[field];
    return column == null ? times[row] : column.numberAt(row);
  }

  @Override
  public long time() {
    return times[row];
  }
}
