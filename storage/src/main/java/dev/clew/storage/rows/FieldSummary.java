package dev.clew.storage.rows;

import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.column.ColumnType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A field that rows of a time range have.
 *
 * @param rows how many have it, in the blocks that reach into the range; rows of the same blocks
 *     beyond it count, too
 */
public record FieldSummary(String name, ColumnType type, long rows) {
  /** The most frequent first. */
  public static List<FieldSummary> of(Map<ColumnKey, Long> rows) {
    return rows.entrySet().stream()
        .map(e -> new FieldSummary(e.getKey().name(), e.getKey().type(), e.getValue()))
        .sorted(
            Comparator.comparingLong(FieldSummary::rows)
                .reversed()
                .thenComparing(FieldSummary::name))
        .toList();
  }
}
