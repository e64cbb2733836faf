/**
 * A filter, compiled: into terms that the index is asked for, and into matchers of the rows of a
 * block. Start here: {@link dev.clew.storage.block.filter.FilterCompiler}.
 */
@NullMarked
package dev.clew.storage.block.filter;

import org.jspecify.annotations.NullMarked;
