package dev.clew.storage.block.filter;

import dev.clew.model.Attribute;
import dev.clew.model.Attributes;
import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.Column;
import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.index.FieldRows;
import dev.clew.storage.rows.IdColumns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Counts the rows of a block that have a field. */
public final class FieldCounter {
  private FieldCounter() {}

  public static List<FieldRows> count(BlockRows block) {
    Map<ColumnKey, Integer> counts = new HashMap<>();
    for (ColumnKey key : block.columns()) {
      Column column = IdColumns.isHidden(key.name()) ? null : block.column(key);
      if (column != null) {
        int rows = 0;
        for (int row = 0; row < block.rows(); row++) {
          rows += column.has(row) ? 1 : 0;
        }
        counts.put(key, rows);
      }
    }
    List<Attributes> groups = block.groups();
    int[] rowsOfGroup = new int[groups.size()];
    int[] groupOfRow = block.groupOfRow();
    for (int row = 0; row < block.rows(); row++) {
      rowsOfGroup[groupOfRow[row]]++;
    }
    for (int group = 0; group < rowsOfGroup.length; group++) {
      for (Attribute attribute : groups.get(group)) {
        ColumnKey key = new ColumnKey(attribute.key(), BlockTerms.typeOf(attribute.value()));
        counts.merge(key, rowsOfGroup[group], Integer::sum);
      }
    }
    List<FieldRows> all = new ArrayList<>(counts.size());
    counts.forEach((key, rows) -> {
      if (rows > 0) {
        all.add(new FieldRows(key, Math.min(rows, block.rows())));
      }
    });
    return all;
  }

  /** Adds the rows of each field of a block; one that is damaged has none. */
  public static void addTo(Map<ColumnKey, Long> rowsByField, Supplier<BlockRows> block) {
    try {
      count(block.get())
          .forEach(field -> rowsByField.merge(field.key(), (long) field.rows(), Long::sum));
    } catch (CorruptBlockException e) {
      // Whoever asks for its rows is told.
    }
  }
}
