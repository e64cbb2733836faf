package dev.clew.storage.block.filter;

import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.BytesColumn;
import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.rows.NestedSource;
import dev.clew.storage.rows.RowSchema;
import dev.clew.storage.rows.ValueText;
import dev.clew.storage.text.TextPattern;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tests what lies within the lists and maps of attributes, and of the schema's {@link NestedSource
 * nested sources}, by the path that a name is. Only what holds the last name of the path is
 * decoded.
 */
final class NestedMatcher implements BlockMatcher {
  private final RowSchema schema;
  private final String name;
  private final List<String> names;
  private final ValuePredicate test;
  private final TextPattern held;

  private NestedMatcher(RowSchema schema, String name, ValuePredicate test) {
    this.schema = schema;
    this.name = name;
    this.names = schema.attributeNames(name);
    this.test = test;
    this.held = TextPattern.substring(NestedValues.lastName(name), true);
  }

  /** Finds an attribute by its name, and within others by its path. */
  static BlockMatcher attribute(RowSchema schema, String name, ValuePredicate test) {
    return BlockMatcher.or(
        List.of(
            NameMatcher.of(schema.attributeNames(name), test),
            new NestedMatcher(schema, name, test)));
  }

  @Override
  public BitSet match(BlockRows block, BitSet within) {
    BitSet found = new BitSet(block.rows());
    groups(block, within, found);
    for (ColumnKey key : block.columns()) {
      if (key.type() != ColumnType.NESTED) {
        continue;
      }
      for (String full : names) {
        String path = NestedValues.rest(full, key.name());
        if (path != null && block.column(key) instanceof BytesColumn column) {
          entries(column, within, found, entry -> nested(column, entry, path));
        }
      }
    }
    for (NestedSource source : schema.nestedSources()) {
      String root = source.rootOf(name);
      if (root != null && block.column(source.field().key()) instanceof BytesColumn column) {
        String path = name.substring(root.length() + 1);
        entries(column, within, found, entry -> decoded(source, root, column, entry, path));
      }
    }
    return found;
  }

  private void groups(BlockRows block, BitSet within, BitSet found) {
    List<Attributes> groups = block.groups();
    BitSet wanted = new BitSet();
    for (int i = 0; i < groups.size(); i++) {
      for (Attribute attribute : groups.get(i)) {
        if (holds(attribute)) {
          wanted.set(i);
        }
      }
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

  private boolean holds(Attribute attribute) {
    if (BlockTerms.typeOf(attribute.value()) != ColumnType.NESTED) {
      return false;
    }
    for (String full : names) {
      String path = NestedValues.rest(full, attribute.key());
      if (path != null && NestedValues.matches(attribute.value(), path, test)) {
        return true;
      }
    }
    return false;
  }

  private boolean nested(BytesColumn column, int entry, String path) {
    return (path.isEmpty() || held.matches(column.bytes(), column.start(entry), column.end(entry)))
        && NestedValues.matches(ValueText.nested(column, entry), path, test);
  }

  private boolean decoded(
      NestedSource source, String root, BytesColumn column, int entry, String path) {
    byte[] bytes = column.copy(entry);
    if (!held.matches(bytes, 0, bytes.length) && !NestedSource.mayBeEscaped(bytes)) {
      return false;
    }
    AttributeValue value = source.decoder().decode(root, bytes);
    return value != null && NestedValues.matches(value, path, test);
  }

  /** Tests every entry once. */
  static void entries(BytesColumn column, BitSet within, BitSet found, Predicate<Integer> test) {
    @Nullable Boolean[] known = new @Nullable Boolean[column.entries()];
    for (int row = within.nextSetBit(0); row >= 0; row = within.nextSetBit(row + 1)) {
      int entry = column.entry(row);
      if (entry < 0 || found.get(row)) {
        continue;
      }
      Boolean matches = known[entry];
      if (matches == null) {
        matches = test.test(entry);
        known[entry] = matches;
      }
      if (matches) {
        found.set(row);
      }
    }
  }
}
