package dev.clew.storage.block.filter;

import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.BytesColumn;
import dev.clew.storage.column.Column;
import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.IdColumns;
import dev.clew.storage.rows.RowSchema;
import dev.clew.storage.rows.ValueText;
import dev.clew.storage.text.TextPattern;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the rows of which the whole value of some field is a text: of an attribute, a shared one,
 * one within lists and maps, or a fixed field whose values are indexed. {@link FilterTerms} asks
 * the index for the same.
 */
final class AnyFieldMatcher implements BlockMatcher {
  private final Map<ColumnKey, Field> fixed = new HashMap<>();
  private final ValuePredicate test;

  /** What the bytes of a list or map with the value hold, unless it is a number. */
  private final TextPattern held;

  private final boolean number;

  AnyFieldMatcher(RowSchema schema, String value) {
    schema.fields().forEach(field -> fixed.put(field.key(), field));
    this.test = new EqualPredicate(List.of(value));
    this.held = TextPattern.substring(value, false);
    this.number = ValueText.mayBeReal(value) || isTruth(value);
  }

  /** Truth values are not written as text. */
  private static boolean isTruth(String value) {
    return value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
  }

  @Override
  public BitSet match(BlockRows block, BitSet within) {
    BitSet found = new BitSet(block.rows());
    groups(block, within, found);
    for (ColumnKey key : block.columns()) {
      Field field = fixed.get(key);
      boolean wanted =
          field == null
              ? !IdColumns.isHidden(key.name())
              : field.use() == Field.Use.VALUE && field.symbols() == null;
      Column column = wanted ? block.column(key) : null;
      if (column instanceof BytesColumn bytes && key.type() == ColumnType.NESTED) {
        NestedMatcher.entries(bytes, within, found, entry -> holds(bytes, entry));
      } else if (column != null) {
        NameMatcher.match(column, test, within, found);
      }
    }
    return found;
  }

  private boolean holds(BytesColumn column, int entry) {
    boolean may = number || held.matches(column.bytes(), column.start(entry), column.end(entry));
    return may && holds(ValueText.nested(column, entry));
  }

  private boolean holds(AttributeValue value) {
    boolean within =
        switch (value) {
          case AttributeValue.Items items -> items.values().stream().anyMatch(this::holds);
          case AttributeValue.Entries entries -> holds(entries.attributes());
          default -> false;
        };
    return within || NameMatcher.matches(value, test);
  }

  private boolean holds(Attributes attributes) {
    for (Attribute attribute : attributes) {
      if (holds(attribute.value())) {
        return true;
      }
    }
    return false;
  }

  private void groups(BlockRows block, BitSet within, BitSet found) {
    List<Attributes> groups = block.groups();
    BitSet wanted = new BitSet();
    for (int i = 0; i < groups.size(); i++) {
      wanted.set(i, holds(groups.get(i)));
    }
    if (wanted.isEmpty()) {
      return;
    }
    int[] groupOfRow = block.groupOfRow();
    for (int row = within.nextSetBit(0); row >= 0; row = within.nextSetBit(row + 1)) {
      if (wanted.get(groupOfRow[row])) {
        found.set(row);
      }
    }
  }
}
