package dev.clew.logstore.pipes.stats;

import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.storage.block.scan.BlockSlice;
import dev.clew.storage.block.scan.BlockValues;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of a block's rows have the same values in the fields by which is grouped. Keys are numbers
 * from 0; only those of wanted rows exist.
 */
final class BlockKeys {
  private final BlockSlice slice;
  private final long timeStep;
  private final int[] keyOfRow;

  /** Per key one of its rows. */
  private int[] firstRow = new int[16];

  private int size;
  private final Column[] columns;

  /** One field: per row a code, and the cell that it stands for. */
  private interface Column {
    int code(int row);

    @Nullable Cell cell(int row);
  }

  BlockKeys(List<GroupField> by, BlockSlice slice, long timeStep) {
    this.slice = slice;
    this.timeStep = timeStep;
    this.keyOfRow = new int[slice.size()];
    this.columns = by.stream().map(this::column).toArray(Column[]::new);
    BitSet rows = slice.rows();
    if (columns.length == 0) {
      size = rows.isEmpty() ? 0 : 1;
      firstRow[0] = rows.nextSetBit(0);
      return;
    }
    for (int i = 0; i < columns.length; i++) {
      join(columns[i], rows, i == 0);
    }
  }

  /** Tells rows of one key apart by one more field. */
  private void join(Column column, BitSet rows, boolean first) {
    LongCodes joined = new LongCodes();
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      long before = first ? 0 : keyOfRow[row];
      int key = joined.of((before << 32) | (column.code(row) & 0xFFFFFFFFL));
      if (key == firstRow.length) {
        firstRow = Arrays.copyOf(firstRow, key * 2);
      }
      if (key == joined.size() - 1) {
        firstRow[key] = row;
      }
      keyOfRow[row] = key;
    }
    size = joined.size();
  }

  int size() {
    return size;
  }

  int of(int row) {
    return keyOfRow[row];
  }

  /** The values that a key stands for. */
  @Nullable Cell[] cells(int key) {
    @Nullable Cell[] cells = new @Nullable Cell[columns.length];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = columns[i].cell(firstRow[key]);
    }
    return cells;
  }

  private Column column(GroupField by) {
    if (by.isTime()) {
      return time(slice.times());
    }
    if (by.step() != 0) {
      return buckets(by, slice.values(by.field()));
    }
    if (by.field().equals("id")) {
      return new Column() {
        @Override
        public int code(int row) {
          return row;
        }

        @Override
        public Cell cell(int row) {
          return Cell.of(slice.row(row).key().toString());
        }
      };
    }
    BlockValues values = slice.values(by.field());
    return new Column() {
      @Override
      public int code(int row) {
        return values.code(row);
      }

      @Override
      public @Nullable Cell cell(int row) {
        var value = values.valueAt(row);
        return value == null ? null : Cell.of(value);
      }
    };
  }

  private Column time(long[] times) {
    LongCodes buckets = new LongCodes();
    return new Column() {
      @Override
      public int code(int row) {
        return buckets.of(Math.floorDiv(times[row], timeStep));
      }

      @Override
      public Cell cell(int row) {
        return GroupField.timeBucket(times[row], timeStep);
      }
    };
  }

  private static Column buckets(GroupField by, BlockValues values) {
    LongCodes buckets = new LongCodes();
    return new Column() {
      @Override
      public int code(int row) {
        double bucket = Math.floor(values.numberAt(row) / by.step());
        return Double.isNaN(bucket) ? -1 : buckets.of(Double.doubleToLongBits(bucket));
      }

      @Override
      public @Nullable Cell cell(int row) {
        double number = values.numberAt(row);
        return Double.isNaN(number) ? null : Cell.of(Math.floor(number / by.step()) * by.step());
      }
    };
  }
}
