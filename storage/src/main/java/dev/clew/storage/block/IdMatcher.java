package dev.clew.storage.block;

import dev.clew.model.TraceId;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.column.IdColumn;
import dev.clew.storage.text.TextPattern;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Finds the rows that carry a correlation ID, compared exactly. */
final class IdMatcher implements BlockMatcher {
  private final BlockSchema schema;
  private final @Nullable String key;
  private final @Nullable TraceId id;
  private final NameMatcher attributes;

  IdMatcher(BlockSchema schema, @Nullable String key, String value) {
    this.schema = schema;
    this.key = key;
    this.id = TraceId.parse(value);
    this.attributes = new NameMatcher(this::isWanted, new Exactly(value));
  }

  private boolean isWanted(String column) {
    String found = schema.idKeyOf(column);
    return found != null && (key == null || key.equals(found));
  }

  @Override
  public BitSet match(BlockRows block, BitSet within) {
    BitSet found = attributes.match(block, within);
    if (id != null) {
      for (Field field : schema.fields()) {
        if (field.use() == Field.Use.ID
            && (key == null || key.equals(field.name()))
            && block.column(field.key()) instanceof IdColumn ids) {
          matchRaw(ids, id, within, found);
        }
      }
    }
    return found;
  }

  private static void matchRaw(IdColumn ids, TraceId id, BitSet within, BitSet found) {
    for (int row = within.nextSetBit(0); row >= 0; row = within.nextSetBit(row + 1)) {
      if (ids.high(row) == id.high() && ids.low(row) == id.low()) {
        found.set(row);
      }
    }
  }

  private static final class Exactly implements ValueTest {
    private final byte[] value;
    private final String text;

    Exactly(String text) {
      this.text = text;
      this.value = text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean text(byte[] bytes, int from, int to) {
      return Arrays.equals(bytes, from, to, value, 0, value.length);
    }

    @Override
    public TextPattern pattern() {
      return TextPattern.same(text);
    }

    @Override
    public boolean number(ColumnType type, long number) {
      return Values.text(type, number).equals(text);
    }
  }
}
