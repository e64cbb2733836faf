/**
 * The columns of a block of rows: built row by row, read column by column. Start here: {@link
 * dev.clew.storage.column.BlockBuilder} and {@link dev.clew.storage.column.BlockRows}.
 */
@NullMarked
package dev.clew.storage.column;

import org.jspecify.annotations.NullMarked;
