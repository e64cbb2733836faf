package dev.clew.storage.block.filter;

import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.BytesColumn;
import dev.clew.storage.column.Column;
import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.column.IdColumn;
import dev.clew.storage.column.LongColumn;
import dev.clew.storage.column.TemplateText;
import dev.clew.storage.rows.ValueText;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tests the values of all columns and shared attributes whose name is wanted. Equal values share an
 * entry, so each is tested once.
 */
final class NameMatcher implements BlockMatcher {
  private final Predicate<String> wanted;
  private final ValuePredicate test;

  NameMatcher(Predicate<String> wanted, ValuePredicate test) {
    this.wanted = wanted;
    this.test = test;
  }

  static NameMatcher of(List<String> names, ValuePredicate test) {
    return new NameMatcher(names::contains, test);
  }

  @Override
  public BitSet match(BlockRows block, BitSet within) {
    BitSet found = new BitSet(block.rows());
    matchGroups(block, within, found);
    for (ColumnKey key : block.columns()) {
      if (wanted.test(key.name())) {
        Column column = block.column(key);
        if (column != null) {
          match(column, test, within, found);
        }
      }
    }
    return found;
  }

  private void matchGroups(BlockRows block, BitSet within, BitSet found) {
    BitSet groups = new BitSet();
    List<Attributes> all = block.groups();
    for (int i = 0; i < all.size(); i++) {
      if (groupMatches(all.get(i))) {
        groups.set(i);
      }
    }
    if (groups.isEmpty()) {
      return;
    }
    int[] groupOfRow = block.groupOfRow();
    for (int row = within.nextSetBit(0); row >= 0; row = within.nextSetBit(row + 1)) {
      if (groups.get(groupOfRow[row])) {
        found.set(row);
      }
    }
  }

  private boolean groupMatches(Attributes group) {
    for (Attribute attribute : group) {
      if (wanted.test(attribute.key()) && matches(attribute.value(), test)) {
        return true;
      }
    }
    return false;
  }

  static boolean matches(AttributeValue value, ValuePredicate test) {
    return switch (value) {
      case AttributeValue.Whole whole -> test.number(ColumnType.WHOLE, whole.value());
      case AttributeValue.Real real ->
          test.number(ColumnType.REAL, Double.doubleToRawLongBits(real.value()));
      case AttributeValue.Bool bool -> test.number(ColumnType.BOOL, bool.value() ? 1 : 0);
      default -> matchesText(value.asText(), test);
    };
  }

  private static boolean matchesText(String text, ValuePredicate test) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return test.text(bytes, 0, bytes.length);
  }

  /** Adds the rows of {@code within} whose value in the column passes the test. */
  static void match(Column column, ValuePredicate test, BitSet within, BitSet found) {
    switch (column) {
      case BytesColumn bytes -> matchBytes(bytes, test, within, found);
      case LongColumn numbers -> {
        for (int row = within.nextSetBit(0); row >= 0; row = within.nextSetBit(row + 1)) {
          if (numbers.has(row) && test.number(numbers.type(), numbers.value(row))) {
            found.set(row);
          }
        }
      }
      case IdColumn ids -> {
        for (int row = within.nextSetBit(0); row >= 0; row = within.nextSetBit(row + 1)) {
          if (ids.has(row) && matchesText(ValueText.text(ids, row), test)) {
            found.set(row);
          }
        }
      }
    }
  }

  private static void matchBytes(
      BytesColumn column, ValuePredicate test, BitSet within, BitSet found) {
    TemplateText templates = column.templates();
    TemplateMatcher matcher = templates == null ? null : new TemplateMatcher(templates, test);
    byte @Nullable [] known = column.entries() == 0 ? null : new byte[column.entries()];
    for (int row = within.nextSetBit(0); row >= 0; row = within.nextSetBit(row + 1)) {
      int entry = column.entry(row);
      if (entry < 0 || known == null) {
        continue;
      }
      if (known[entry] == 0) {
        boolean matches =
            matcher != null ? matcher.matches(entry) : entryMatches(column, entry, test);
        known[entry] = (byte) (matches ? 1 : 2);
      }
      if (known[entry] == 1) {
        found.set(row);
      }
    }
  }

  private static boolean entryMatches(BytesColumn column, int entry, ValuePredicate test) {
    if (column.type() == ColumnType.NESTED) {
      return matchesText(ValueText.entryText(column, entry), test);
    }
    return test.text(column.bytes(), column.start(entry), column.end(entry));
  }
}
