/**
 * Load, queries and bad days for a while, and every record counted at the end. Start here: {@link
 * dev.clew.benchmarks.soak.Soak}; {@code tools/soak} runs it.
 */
@NullMarked
package dev.clew.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
