/**
 * Sends a corpus to a receiver and measures what it costs the receiver. Start here: {@link
 * dev.clew.benchmarks.replay.Replay}.
 */
@NullMarked
package dev.clew.benchmarks.replay;

import org.jspecify.annotations.NullMarked;
