package dev.clew.storage.block;

import dev.clew.model.query.Filter;
import dev.clew.storage.column.BlockRows;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The rows of one block that a query wants, seen by columns. Belongs to one thread. */
public final class BlockSlice {
  private final BlockSchema schema;
  private final BlockRows block;
  private final BitSet rows;
  private final Map<String, BlockValues> values = new HashMap<>();
  private final RowView view;

  BlockSlice(BlockSchema schema, BlockRows block, BitSet rows) {
    this.schema = schema;
    this.block = block;
    this.rows = rows;
    this.view = new RowView(schema, block);
  }

  /** A filter made ready for any number of slices of a store. */
  public static Function<BlockSlice, BitSet> filter(BlockSchema schema, Filter filter) {
    BlockMatcher matcher = new FilterCompiler(schema).compile(filter);
    return slice -> matcher.match(slice.block, (BitSet) slice.rows.clone());
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

  /** The values of a field, named as in filters. */
  public BlockValues values(String name) {
    return values.computeIfAbsent(name, n -> BlockValues.of(schema, block, n, rows));
  }

  /** One row; valid until the next call. */
  public Row row(int row) {
    return view.at(block, row);
  }
}
