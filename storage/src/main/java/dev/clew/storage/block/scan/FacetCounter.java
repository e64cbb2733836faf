package dev.clew.storage.block.scan;

import dev.clew.model.Attribute;
import dev.clew.model.Attributes;
import dev.clew.model.memory.QueryMemory;
import dev.clew.model.seam.ServiceCoverage;
import dev.clew.storage.block.segment.BlockCounts;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.BytesColumn;
import dev.clew.storage.column.Column;
import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.column.LongColumn;
import dev.clew.storage.rows.Facets;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.RowSchema;
import dev.clew.storage.rows.Symbols;
import dev.clew.storage.rows.ValueText;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts the values of one field. */
final class FacetCounter {
  /** More distinct values than this are counted together: nobody reads them as a list. */
  private static final int MOST_VALUES = 100_000;

  /** Map entry, text and count, and later the sorted list. */
  private static final long VALUE_BYTES = 200;

  private final QueryMemory memory = QueryMemory.current();

  private final RowSchema schema;
  private final String name;
  private final @Nullable Field field;
  private final List<String> names;
  private final Map<String, long[]> counts = new HashMap<>();
  private long overflow;
  private long missing;

  FacetCounter(RowSchema schema, String name) {
    this.schema = schema;
    this.name = name;
    this.field = schema.field(name);
    this.names = field == null ? schema.attributeNames(name) : List.of();
  }

  private void add(String value, long rows) {
    long[] count = counts.get(value);
    if (count != null) {
      count[0] += rows;
    } else if (counts.size() < MOST_VALUES) {
      memory.take(VALUE_BYTES + value.length());
      counts.put(value, new long[] {rows});
    } else {
      overflow += rows;
    }
  }

  /** Whether the counts of a block are enough. */
  boolean canAddWhole() {
    return field != null
        ? field.symbols() != null
        : schema.attributeName(name).equals(schema.coverageAttribute());
  }

  void addWhole(BlockCounts known) {
    if (field != null && field.symbols() != null) {
      Symbols symbols = field.symbols();
      Map<Integer, Integer> numbers = known.symbols().getOrDefault(field.number(), Map.of());
      numbers.forEach((number, rows) -> add(symbols.nameOf(number), rows));
    } else {
      for (ServiceCoverage service : known.coverage()) {
        if (service.service().isEmpty()) {
          missing += service.records();
        } else {
          add(service.service(), service.records());
        }
      }
    }
  }

  void addRows(BlockRows block, BitSet rows) {
    BitSet left = (BitSet) rows.clone();
    if (field != null) {
      addField(block, field, left);
    } else {
      for (ColumnKey key : block.columns()) {
        Column column = names.contains(key.name()) ? block.column(key) : null;
        if (column != null) {
          addColumn(column, left);
        }
      }
      addGroups(block, left);
    }
    missing += left.cardinality();
  }

  private void addField(BlockRows block, Field known, BitSet left) {
    Symbols symbols = known.symbols();
    Column column = block.column(known.key());
    if (symbols == null) {
      if (column != null) {
        addColumn(column, left);
      }
      return;
    }
    long[] perNumber = new long[256];
    LongColumn numbers = (LongColumn) column;
    for (int row = left.nextSetBit(0); row >= 0; row = left.nextSetBit(row + 1)) {
      perNumber[numbers == null ? 0 : (int) numbers.value(row) & 0xFF]++;
    }
    left.clear();
    for (int number = 0; number < perNumber.length; number++) {
      if (perNumber[number] > 0) {
        add(symbols.nameOf(number), perNumber[number]);
      }
    }
  }

  /** Counts the rows that have a value in the column, and takes them out of those left. */
  private void addColumn(Column column, BitSet left) {
    if (column instanceof BytesColumn bytes) {
      int[] perEntry = new int[bytes.entries()];
      for (int row = left.nextSetBit(0); row >= 0; row = left.nextSetBit(row + 1)) {
        int entry = bytes.entry(row);
        if (entry >= 0) {
          perEntry[entry]++;
          left.clear(row);
        }
      }
      for (int entry = 0; entry < perEntry.length; entry++) {
        if (perEntry[entry] > 0) {
          add(ValueText.entryText(bytes, entry), perEntry[entry]);
        }
      }
      return;
    }
    for (int row = left.nextSetBit(0); row >= 0; row = left.nextSetBit(row + 1)) {
      if (column.has(row)) {
        add(ValueText.text(column, row), 1);
        left.clear(row);
      }
    }
  }

  private void addGroups(BlockRows block, BitSet left) {
    List<Attributes> groups = block.groups();
    @Nullable String[] values = new @Nullable String[groups.size()];
    for (int i = 0; i < values.length; i++) {
      for (Attribute attribute : groups.get(i)) {
        if (names.contains(attribute.key())) {
          values[i] = attribute.value().asText();
        }
      }
    }
    long[] perGroup = new long[values.length];
    int[] groupOfRow = block.groupOfRow();
    for (int row = left.nextSetBit(0); row >= 0; row = left.nextSetBit(row + 1)) {
      int group = groupOfRow[row];
      if (values[group] != null) {
        perGroup[group]++;
        left.clear(row);
      }
    }
    for (int i = 0; i < values.length; i++) {
      String value = values[i];
      if (value != null && perGroup[i] > 0) {
        add(value, perGroup[i]);
      }
    }
  }

  Facets.Facet result(int limit) {
    List<Facets.Value> sorted =
        counts.entrySet().stream()
            .map(entry -> new Facets.Value(entry.getKey(), entry.getValue()[0]))
            .sorted(
                Comparator.comparingLong(Facets.Value::count)
                    .reversed()
                    .thenComparing(Facets.Value::value))
            .toList();
    long other = overflow + sorted.stream().skip(limit).mapToLong(Facets.Value::count).sum();
    return new Facets.Facet(name, sorted.stream().limit(limit).toList(), other, missing);
  }
}
