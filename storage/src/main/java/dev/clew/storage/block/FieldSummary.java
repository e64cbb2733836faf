package dev.clew.storage.block;

import dev.clew.storage.column.ColumnType;

/**
 * A field that rows of a time range have.
 *
 * @param rows how many have it, in the blocks that reach into the range; rows of the same blocks
 *     beyond it count, too
 */
public record FieldSummary(String name, ColumnType type, long rows) {}
