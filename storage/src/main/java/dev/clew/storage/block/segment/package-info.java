/**
 * Blocks in files: a segment and what is known of it, the manifest, deletions, and a snapshot of
 * all. Start here: {@link dev.clew.storage.block.segment.Segment}.
 */
@NullMarked
package dev.clew.storage.block.segment;

import org.jspecify.annotations.NullMarked;
