package dev.clew.storage.block;

import dev.clew.storage.column.ColumnType;

/**
 * A field that rows of a time range have.
 *
 * @param rows at most so many rows have it: those of the blocks that hold it
 */
public record FieldSummary(String name, ColumnType type, long rows) {}
