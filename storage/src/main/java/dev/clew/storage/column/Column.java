package dev.clew.storage.column;

/** The values of one column of a block; immutable for the rows it was read for. */
public sealed interface Column permits BytesColumn, LongColumn, IdColumn {
  ColumnType type();

  /** Whether the row has a value. */
  boolean has(int row);
}
