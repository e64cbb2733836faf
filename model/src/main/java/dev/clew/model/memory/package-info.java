/**
 * The heap that requests in flight and queries share. Start here: {@link
 * dev.clew.model.memory.MemoryBudget}.
 */
@NullMarked
package dev.clew.model.memory;

import org.jspecify.annotations.NullMarked;
