package dev.clew.storage.index;

import dev.clew.storage.column.ColumnKey;

/** How many rows of a block have a field with a value of one type. */
public record FieldRows(ColumnKey key, int rows) {}
