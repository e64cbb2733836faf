package dev.clew.storage.column;

/**
 * Names a column. An attribute that was sent with values of different types has a column for each.
 */
public record ColumnKey(String name, ColumnType type) {}
