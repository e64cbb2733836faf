package dev.clew.storage.column;

import dev.clew.storage.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a block that is being built, found by the bytes of their name. Records of one
 * sender repeat their attributes in the same order, so the column that followed the last one the
 * time before is tried first; only when it differs is the name hashed.
 */
final class ColumnSet {
  private final List<Values> all = new ArrayList<>();
  private final Values[] fixed;
  private @Nullable Values[] table = new @Nullable Values[64];
  private Values selected;

  ColumnSet(List<ColumnKey> fixedKeys) {
    fixed = new Values[fixedKeys.size()];
    for (int i = 0; i < fixed.length; i++) {
      ColumnKey key = fixedKeys.get(i);
      fixed[i] = new Values(key.name().getBytes(StandardCharsets.UTF_8), key.type());
      all.add(fixed[i]);
      insert(fixed[i]);
    }
    selected = new Values(new byte[0], ColumnType.OPAQUE);
  }

  int size() {
    return all.size();
  }

  Values selected() {
    return selected;
  }

  void select(int number) {
    selected = fixed[number];
  }

  void select(byte[] name, int from, int length, ColumnType type) {
    Values before = selected;
    Values guess = before.follower;
    if (guess != null && guess.is(name, from, length, type)) {
      selected = guess;
      return;
    }
    selected = find(name, from, length, type);
    before.follower = selected;
  }

  private Values find(byte[] name, int from, int length, ColumnType type) {
    int mask = table.length - 1;
    int slot = hash(name, from, length, type) & mask;
    for (Values at = table[slot]; at != null; at = table[slot]) {
      if (at.is(name, from, length, type)) {
        return at;
      }
      slot = slot + 1 & mask;
    }
    Values added = new Values(Arrays.copyOfRange(name, from, from + length), type);
    all.add(added);
    if (all.size() * 2 > table.length) {
      table = new @Nullable Values[table.length * 2];
      all.forEach(this::insert);
    } else {
      table[slot] = added;
    }
    return added;
  }

  private void insert(Values values) {
    int mask = table.length - 1;
    int slot = hash(values.name, 0, values.name.length, values.type) & mask;
    while (table[slot] != null) {
      slot = slot + 1 & mask;
    }
    table[slot] = values;
  }

  private static int hash(byte[] name, int from, int length, ColumnType type) {
    return (int) Bytes.hash(name, from, length) + type.code() * 31;
  }

  void unset(int row) {
    for (Values values : all) {
      values.unset(row);
    }
  }

  /** All columns that were ever written. */
  void forEach(BiConsumer<ColumnKey, Values> action) {
    for (Values values : all) {
      if (values.isWritten()) {
        action.accept(new ColumnKey(values.text(), values.type), values);
      }
    }
  }

  /** One column: its name, and the builder that its type asks for. */
  static final class Values {
    private final byte[] name;
    private final ColumnType type;
    private @Nullable BytesBuilder bytes;
    private @Nullable LongBuilder numbers;
    private @Nullable IdBuilder ids;
    private @Nullable Values follower;

    Values(byte[] name, ColumnType type) {
      this.name = name;
      this.type = type;
    }

    String text() {
      return new String(name, StandardCharsets.UTF_8);
    }

    boolean is(byte[] other, int from, int length, ColumnType otherType) {
      return type == otherType && Arrays.equals(name, 0, name.length, other, from, from + length);
    }

    boolean isWritten() {
      return bytes != null || numbers != null || ids != null;
    }

    BytesBuilder bytes() {
      if (bytes == null) {
        bytes = new BytesBuilder(type);
      }
      return bytes;
    }

    LongBuilder numbers() {
      if (numbers == null) {
        numbers = new LongBuilder(type);
      }
      return numbers;
    }

    IdBuilder ids() {
      if (ids == null) {
        ids = new IdBuilder();
      }
      return ids;
    }

    boolean has(int row) {
      return (bytes != null && bytes.has(row))
          || (numbers != null && numbers.has(row))
          || (ids != null && ids.has(row));
    }

    void unset(int row) {
      if (bytes != null) {
        bytes.unset(row);
      }
      if (numbers != null) {
        numbers.unset(row);
      }
      if (ids != null) {
        ids.unset(row);
      }
    }

    Column view() {
      if (bytes != null) {
        return bytes.view();
      }
      return numbers != null ? numbers.view() : ids().view();
    }
  }
}
