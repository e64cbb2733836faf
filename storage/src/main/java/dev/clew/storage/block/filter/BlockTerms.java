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
import dev.clew.storage.index.IdSet;
import dev.clew.storage.index.IndexTerms;
import dev.clew.storage.index.TermSet;
import dev.clew.storage.index.Terms;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.IdColumns;
import dev.clew.storage.rows.RowSchema;
import dev.clew.storage.rows.ValueText;
import dev.clew.storage.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Collects the terms of a block for the index. {@link FilterTerms} asks for the same. */
public final class BlockTerms {
  /** A number with more values than this per block is found by reading it. */
  private static final int MOST_NUMBERS = 64;

  /** From so many values on they are indexed by short hashes. */
  private static final int MANY_VALUES = 1024;

  private final RowSchema schema;
  private final Map<ColumnKey, Field> fixed = new HashMap<>();
  private final TermSet set = new TermSet();
  private final IdSet ids = new IdSet();
  private final Terms terms = new Terms();
  private final NestedTerms nested = new NestedTerms(terms, set);
  private final Tokenizer tokenizer = new Tokenizer();
  private final Words words = new Words();
  private byte[] folded = new byte[256];

  /**
   * Whether the last value folded has lost letters beyond ASCII: a test may have asked for them.
   */
  private boolean becameAscii;

  private BlockTerms(RowSchema schema) {
    this.schema = schema;
    schema.fields().forEach(field -> fixed.put(field.key(), field));
  }

  public static IndexTerms of(RowSchema schema, BlockRows block) {
    BlockTerms collector = new BlockTerms(schema);
    for (ColumnKey key : block.columns()) {
      Column column = block.column(key);
      if (column != null) {
        collector.column(key, column, block.rows());
      }
    }
    block.groups().forEach(collector::group);
    return new IndexTerms(
        collector.set.compact(), collector.ids.compact(), FieldCounter.count(block));
  }

  private void column(ColumnKey key, Column column, int rows) {
    byte[] name = key.name().getBytes(StandardCharsets.UTF_8);
    if (!IdColumns.isHidden(key.name())) {
      terms.exists(name, key.type(), set);
    }
    Field field = fixed.get(key);
    if (field == null) {
      attribute(key, name, column, rows);
      return;
    }
    switch (field.use()) {
      case TEXT -> words((BytesColumn) column);
      case NAME -> {
        words((BytesColumn) column);
        values(name, (BytesColumn) column);
      }
      case VALUE -> {
        if (column instanceof BytesColumn bytes) {
          values(name, bytes);
        } else {
          numbers(name, (LongColumn) column, rows);
        }
      }
      case ID -> ids(column, rows);
      case PLAIN -> {}
    }
  }

  private void attribute(ColumnKey key, byte[] name, Column column, int rows) {
    if (key.type() == ColumnType.NESTED) {
      BytesColumn bytes = (BytesColumn) column;
      for (int entry = 0; entry < bytes.entries(); entry++) {
        nested.add(key.name(), ValueText.nested(bytes, entry));
      }
    }
    if (schema.idKeyOf(key.name()) != null) {
      ids(column, rows);
      return;
    }
    switch (key.type()) {
      case NESTED -> {}
      case TEXT -> values(name, (BytesColumn) column);
      case WHOLE, BOOL -> numbers(name, (LongColumn) column, rows);
      default -> terms.unindexed(name, set);
    }
  }

  private void words(BytesColumn column) {
    // The words of a template are those of all its lines, and looked at once.
    column.parts((bytes, from, to) -> tokenizer.tokenize(bytes, from, to, words));
  }

  /** Takes the words of the default text. */
  private final class Words implements Tokenizer.Sink {
    private final RecentWords recent = new RecentWords();

    @Override
    public void token(byte[] token, int length, boolean id) {
      if (id) {
        ids.add(Terms.wordHash(token, length));
      } else if (!recent.met(token, length)) {
        terms.word(token, length, set);
      }
    }

    @Override
    public void address(long high, long low) {
      terms.address(high, low, set);
    }
  }

  private void values(byte[] name, BytesColumn column) {
    boolean many = column.entries() > MANY_VALUES;
    for (int entry = 0; entry < column.entries(); entry++) {
      int length = fold(column.bytes(), column.start(entry), column.end(entry));
      terms.value(name, folded, length, many || becameAscii, set);
    }
  }

  private void numbers(byte[] name, LongColumn column, int rows) {
    Set<Long> distinct = new HashSet<>();
    long last = Long.MIN_VALUE;
    for (int row = 0; row < rows && distinct.size() <= MOST_NUMBERS; row++) {
      if (column.has(row) && (column.value(row) != last || distinct.isEmpty())) {
        last = column.value(row);
        distinct.add(last);
      }
    }
    if (distinct.size() > MOST_NUMBERS) {
      terms.unindexed(name, set);
      return;
    }
    for (long value : distinct) {
      byte[] text = ValueText.text(column.type(), value).getBytes(StandardCharsets.UTF_8);
      terms.value(name, text, text.length, false, set);
    }
  }

  private void ids(Column column, int rows) {
    switch (column) {
      case BytesColumn bytes when bytes.type() == ColumnType.TEXT -> {
        for (int entry = 0; entry < bytes.entries(); entry++) {
          int length = fold(bytes.bytes(), bytes.start(entry), bytes.end(entry));
          ids.add(Terms.idHash(folded, length));
        }
      }
      case IdColumn raw -> {
        long high = 0;
        long low = 0;
        for (int row = 0; row < rows; row++) {
          if (raw.has(row) && (raw.high(row) != high || raw.low(row) != low)) {
            high = raw.high(row);
            low = raw.low(row);
            hex(high, 0);
            hex(low, 16);
            ids.add(Terms.idHash(folded, 32));
          }
        }
      }
      default -> {
        for (int row = 0; row < rows; row++) {
          if (column.has(row)) {
            id(ValueText.text(column, row));
          }
        }
      }
    }
  }

  private void hex(long value, int at) {
    for (int i = 0; i < 16; i++) {
      int digit = (int) (value >>> (60 - 4 * i)) & 15;
      folded[at + i] = (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10);
    }
  }

  private void id(String text) {
    byte[] bytes = text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    ids.add(Terms.idHash(bytes, bytes.length));
  }

  private void group(Attributes group) {
    for (Attribute attribute : group) {
      byte[] name = attribute.key().getBytes(StandardCharsets.UTF_8);
      terms.exists(name, typeOf(attribute.value()), set);
      if (typeOf(attribute.value()) == ColumnType.NESTED) {
        nested.add(attribute.key(), attribute.value());
      }
      String text = attribute.value().asText();
      if (schema.idKeyOf(attribute.key()) != null) {
        id(text);
        continue;
      }
      switch (typeOf(attribute.value())) {
        case TEXT, WHOLE, BOOL -> {
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          int length = fold(bytes, 0, bytes.length);
          terms.value(name, folded, length, becameAscii, set);
        }
        case NESTED -> {}
        default -> terms.unindexed(name, set);
      }
    }
  }

  public static ColumnType typeOf(AttributeValue value) {
    return switch (value) {
      case AttributeValue.Text text -> ColumnType.TEXT;
      case AttributeValue.Whole whole -> ColumnType.WHOLE;
      case AttributeValue.Real real -> ColumnType.REAL;
      case AttributeValue.Bool bool -> ColumnType.BOOL;
      default -> ColumnType.NESTED;
    };
  }

  /** Puts the text into {@link #folded} in lower case; returns its length. */
  private int fold(byte[] bytes, int from, int to) {
    int length = to - from;
    becameAscii = false;
    if (length > folded.length) {
      folded = new byte[length * 2];
    }
    for (int i = 0; i < length; i++) {
      byte b = bytes[from + i];
      if (b < 0) {
        byte[] unicode =
            new String(bytes, from, length, StandardCharsets.UTF_8)
                .toLowerCase(Locale.ROOT)
                .getBytes(StandardCharsets.UTF_8);
        if (unicode.length > folded.length) {
          folded = new byte[unicode.length * 2];
        }
        System.arraycopy(unicode, 0, folded, 0, unicode.length);
        becameAscii = isAscii(unicode);
        return unicode.length;
      }
      folded[i] = b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }
    return length;
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }
}
