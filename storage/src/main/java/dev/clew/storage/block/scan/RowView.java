package dev.clew.storage.block.scan;

import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.BytesColumn;
import dev.clew.storage.column.Column;
import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.column.IdColumn;
import dev.clew.storage.column.LongColumn;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.IdColumns;
import dev.clew.storage.rows.Row;
import dev.clew.storage.rows.RowSchema;
import dev.clew.storage.rows.RowVisitor;
import dev.clew.storage.rows.Symbols;
import dev.clew.storage.rows.ValueText;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of a block that is open. */
public final class RowView implements Row {
  private final RowSchema schema;
  private final BlockRows block;
  private final @Nullable Known known;
  private int row;

  /** Columns that were asked for, by the number of their field. */
  private static final class Known {
    final @Nullable Column[] columns;
    final boolean[] asked;

    Known(int fields) {
      columns = new Column[fields];
      asked = new boolean[fields];
    }
  }

  private RowView(RowSchema schema, BlockRows block, @Nullable Known known) {
    this.schema = schema;
    this.block = block;
    this.known = known;
  }

  public static RowView of(RowSchema schema, BlockRows block, int row) {
    return new RowView(schema, block, null).at(row);
  }

  /** One that goes over the rows of a block: a column is looked up once. */
  public static RowView over(RowSchema schema, BlockRows block) {
    return new RowView(schema, block, new Known(schema.fields().size()));
  }

  public RowView at(int newRow) {
    row = newRow;
    return this;
  }

  @Override
  public long timeNanos() {
    return block.times()[row];
  }

  @Override
  public long sequence() {
    return block.sequences()[row];
  }

  private @Nullable Column column(Field field) {
    Column column = known == null ? block.column(field.key()) : known(known, field);
    return column == null || !column.has(row) ? null : column;
  }

  private @Nullable Column known(Known known, Field field) {
    int number = field.number();
    if (!known.asked[number]) {
      known.columns[number] = block.column(field.key());
      known.asked[number] = true;
    }
    return known.columns[number];
  }

  @Override
  public boolean has(Field field) {
    return column(field) != null;
  }

  @Override
  public String text(Field field) {
    Column column = column(field);
    Symbols symbols = field.symbols();
    if (symbols != null) {
      return symbols.nameOf((int) number(field));
    }
    return column == null ? "" : ValueText.text(column, row);
  }

  @Override
  public long number(Field field) {
    return column(field) instanceof LongColumn numbers ? numbers.value(row) : 0;
  }

  @Override
  public long idHigh(Field field) {
    return column(field) instanceof IdColumn ids ? ids.high(row) : 0;
  }

  @Override
  public long idLow(Field field) {
    return column(field) instanceof IdColumn ids ? ids.low(row) : 0;
  }

  @Override
  public byte @Nullable [] bytes(Field field) {
    return column(field) instanceof BytesColumn bytes ? bytes.copy(bytes.entry(row)) : null;
  }

  @Override
  public @Nullable String value(String name) {
    AttributeValue value = typedValue(name);
    return value == null ? null : value.asText();
  }

  @Override
  public @Nullable AttributeValue typedValue(String name) {
    Field field = schema.field(name);
    if (field != null) {
      Column column = column(field);
      if (field.symbols() != null) {
        return AttributeValue.of(text(field));
      }
      return column == null ? null : ValueText.value(column, row);
    }
    List<String> names = schema.attributeNames(name);
    for (ColumnKey key : block.columns()) {
      if (names.contains(key.name())) {
        Column column = block.column(key);
        if (column != null && column.has(row)) {
          return ValueText.value(column, row);
        }
      }
    }
    for (Attribute attribute : group()) {
      if (names.contains(attribute.key())) {
        return attribute.value();
      }
    }
    return null;
  }

  @Override
  public Attributes attributes() {
    return collect(false);
  }

  @Override
  public Attributes ids() {
    return collect(true);
  }

  private Attributes collect(boolean hidden) {
    Attributes.Builder builder = new Attributes.Builder();
    for (ColumnKey key : block.columns()) {
      if (IdColumns.isHidden(key.name()) != hidden || schema.isFixed(key)) {
        continue;
      }
      Column column = block.column(key);
      if (column != null && column.has(row)) {
        String hiddenKey = IdColumns.keyOf(key.name());
        builder.put(hiddenKey == null ? key.name() : hiddenKey, ValueText.value(column, row));
      }
    }
    return builder.build();
  }

  @Override
  public Attributes group() {
    return block.groups().get(block.groupOfRow()[row]);
  }

  /** Gives some rows of a block to a visitor; false when it has had enough. */
  public static boolean visit(RowSchema schema, BlockRows block, BitSet rows, RowVisitor visitor) {
    RowView view = over(schema, block);
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      if (!visitor.visit(view.at(row))) {
        return false;
      }
    }
    return true;
  }
}
