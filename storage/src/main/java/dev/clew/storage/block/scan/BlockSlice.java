package dev.clew.storage.block.scan;

import dev.clew.model.Attribute;
import dev.clew.model.Attributes;
import dev.clew.storage.block.filter.BlockMatcher;
import dev.clew.storage.block.filter.BlockTerms;
import dev.clew.storage.block.segment.CoverageCounter;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.Column;
import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.rows.IdColumns;
import dev.clew.storage.rows.Row;
import dev.clew.storage.rows.RowSchema;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/** The rows of one block that a query wants, seen by columns. Belongs to one thread. */
public final class BlockSlice {
  private final RowSchema schema;
  private final BlockRows block;
  private final BitSet rows;
  private final Map<String, BlockValues> values = new HashMap<>();
  private final RowView view;

  public BlockSlice(RowSchema schema, BlockRows block, BitSet rows) {
    this.schema = schema;
    this.block = block;
    this.rows = rows;
    this.view = RowView.over(schema, block);
  }

  public BitSet matching(BlockMatcher matcher) {
    return matcher.match(block, (BitSet) rows.clone());
  }

  public boolean countInto(CoverageCounter counter) {
    return counter.addRows(block, rows);
  }

  /** The wanted rows; not to be changed. */
  public BitSet rows() {
    return rows;
  }

  /** Number of all rows of the block; row numbers are below it. */
  public int size() {
    return block.rows();
  }

  /** Per row its instant, nanoseconds since the Unix epoch. */
  public long[] times() {
    return block.times();
  }

  /** Adds up how many of the wanted rows have each field, shared attributes with their prefix. */
  public void countFields(ObjLongConsumer<ColumnKey> counter) {
    for (ColumnKey key : block.columns()) {
      Column column = IdColumns.isHidden(key.name()) ? null : block.column(key);
      if (column != null) {
        long count = 0;
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
          count += column.has(row) ? 1 : 0;
        }
        if (count > 0) {
          counter.accept(key, count);
        }
      }
    }
    List<Attributes> groups = block.groups();
    long[] perGroup = new long[groups.size()];
    int[] groupOfRow = block.groupOfRow();
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      perGroup[groupOfRow[row]]++;
    }
    for (int i = 0; i < perGroup.length; i++) {
      if (perGroup[i] > 0) {
        for (Attribute attribute : groups.get(i)) {
          counter.accept(
              new ColumnKey(attribute.key(), BlockTerms.typeOf(attribute.value())), perGroup[i]);
        }
      }
    }
  }

  /** The values of a field, named as in filters. */
  public BlockValues values(String name) {
    return values.computeIfAbsent(name, n -> BlockValues.of(schema, block, n, rows));
  }

  /** One row; valid until the next call. */
  public Row row(int row) {
    return view.at(row);
  }
}
