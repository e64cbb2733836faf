/**
 * What a stranger may send, against the real process on small heaps. Start here: {@link
 * dev.clew.benchmarks.attack.Attacks}; {@code tools/attack} runs it.
 */
@NullMarked
package dev.clew.benchmarks.attack;

import org.jspecify.annotations.NullMarked;
