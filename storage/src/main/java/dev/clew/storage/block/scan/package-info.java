/**
 * Goes over the rows of a snapshot: searched, streamed, counted. Start here: {@link
 * dev.clew.storage.block.scan.RowSearch}.
 */
@NullMarked
package dev.clew.storage.block.scan;

import org.jspecify.annotations.NullMarked;
