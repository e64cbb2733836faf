/**
 * Pipes: what the search bar's notation does with the rows of a filter ({@code filter | stats
 * count() by (service) | sort by (service)}). Start here: {@link dev.clew.logstore.pipes.PipeQuery}
 * and {@link dev.clew.logstore.pipes.PipeEngine}.
 */
@NullMarked
package dev.clew.logstore.pipes;

import org.jspecify.annotations.NullMarked;
