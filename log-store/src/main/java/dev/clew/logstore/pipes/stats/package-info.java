/**
 * Groups of rows and what is computed of each. Start here: {@link
 * dev.clew.logstore.pipes.stats.GroupTable}.
 */
@NullMarked
package dev.clew.logstore.pipes.stats;

import org.jspecify.annotations.NullMarked;
