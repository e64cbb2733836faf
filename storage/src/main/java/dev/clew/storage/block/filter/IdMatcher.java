package dev.clew.storage.block.filter;

import dev.clew.model.TraceId;
import dev.clew.storage.bytes.Bytes;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.column.IdColumn;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.RowSchema;
import dev.clew.storage.rows.ValueText;
import dev.clew.storage.text.TextPattern;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the rows that carry one of some correlation IDs, compared exactly. */
final class IdMatcher implements BlockMatcher {
  private final RowSchema schema;
  private final @Nullable String key;
  private final TraceIds traces;
  private final NameMatcher attributes;

  IdMatcher(RowSchema schema, @Nullable String key, Collection<String> values) {
    this.schema = schema;
    this.key = key;
    this.traces = new TraceIds(values);
    this.attributes = new NameMatcher(this::isWanted, new Exactly(values));
  }

  private boolean isWanted(String column) {
    String found = schema.idKeyOf(column);
    return found != null && (key == null || key.equals(found));
  }

  @Override
  public BitSet match(BlockRows block, BitSet within) {
    BitSet found = attributes.match(block, within);
    if (!traces.isEmpty()) {
      for (Field field : schema.fields()) {
        if (field.use() == Field.Use.ID
            && (key == null || key.equals(field.name()))
            && block.column(field.key()) instanceof IdColumn ids) {
          traces.match(ids, within, found);
        }
      }
    }
    return found;
  }

  /** Those of some texts that are IDs of 16 bytes. */
  static final class TraceIds {
    private final Set<TraceId> ids = new HashSet<>();
    private final LongSet lows;

    TraceIds(Collection<String> values) {
      for (String value : values) {
        TraceId id = TraceId.parse(value);
        if (id != null && id.isPresent()) {
          ids.add(id);
        }
      }
      lows = new LongSet(ids.stream().map(TraceId::low).toList());
    }

    boolean isEmpty() {
      return ids.isEmpty();
    }

    void match(IdColumn column, BitSet within, BitSet found) {
      for (int row = within.nextSetBit(0); row >= 0; row = within.nextSetBit(row + 1)) {
        if (lows.contains(column.low(row))
            && ids.contains(new TraceId(column.high(row), column.low(row)))) {
          found.set(row);
        }
      }
    }
  }

  private static final class Exactly implements ValuePredicate {
    private final Set<String> values;
    private final LongSet hashes;

    Exactly(Collection<String> values) {
      this.values = Set.copyOf(values);
      List<Long> all =
          this.values.stream()
              .map(value -> value.getBytes(StandardCharsets.UTF_8))
              .map(bytes -> Bytes.hash(bytes, 0, bytes.length))
              .toList();
      hashes = new LongSet(all);
    }

    @Override
    public boolean text(byte[] bytes, int from, int to) {
      return hashes.contains(Bytes.hash(bytes, from, to - from))
          && values.contains(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }

    @Override
    public @Nullable TextPattern pattern() {
      return values.size() == 1 ? TextPattern.same(values.iterator().next()) : null;
    }

    @Override
    public boolean number(ColumnType type, long number) {
      return values.contains(ValueText.text(type, number));
    }
  }
}
