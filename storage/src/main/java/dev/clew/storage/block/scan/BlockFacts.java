package dev.clew.storage.block.scan;

import dev.clew.model.seam.ServiceCoverage;
import dev.clew.storage.block.segment.BlockCounts;
import dev.clew.storage.block.segment.BlockHandle;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.RowSchema;
import dev.clew.storage.rows.Symbols;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of a block, all rows of it, without reading it. */
public final class BlockFacts {
  private final RowSchema schema;
  private final BlockHandle block;
  private final BlockCounts counts;

  public BlockFacts(RowSchema schema, BlockHandle block, BlockCounts counts) {
    this.schema = schema;
    this.block = block;
    this.counts = counts;
  }

  public int rows() {
    return block.rows();
  }

  /** Time of the oldest row. */
  public long minTime() {
    return block.minTime();
  }

  /** Time of the newest row. */
  public long maxTime() {
    return block.maxTime();
  }

  /**
   * Rows per value of a field, named as in filters; rows without a value stand under the empty
   * text. Null when only the rows can tell.
   */
  public @Nullable Map<String, Long> counts(String name) {
    Field field = schema.field(name);
    Map<String, Long> rows = new HashMap<>();
    if (field != null) {
      Symbols symbols = field.symbols();
      Map<Integer, Integer> numbers = counts.symbols().get(field.number());
      if (symbols == null || numbers == null) {
        return null;
      }
      numbers.forEach((number, n) -> rows.merge(symbols.nameOf(number), (long) n, Long::sum));
      return rows;
    }
    if (!schema.attributeName(name).equals(schema.coverageAttribute())) {
      return null;
    }
    for (ServiceCoverage service : counts.coverage()) {
      rows.merge(service.service(), service.records(), Long::sum);
    }
    return rows;
  }
}
