/**
 * How blocks come, join and go: the table in memory, flushes, merges, repair, retention. Start
 * here: {@link dev.clew.storage.block.life.Segments}.
 */
@NullMarked
package dev.clew.storage.block.life;

import org.jspecify.annotations.NullMarked;
