/**
 * Benchmarks; docs/performance.md says how to run them. Nothing depends on this module. Start here:
 * {@link dev.clew.benchmarks.corpus.WriteCorpus} and {@link dev.clew.benchmarks.replay.Replay} for
 * logs, {@link dev.clew.benchmarks.LoadGenerator} for the other signals.
 */
@NullMarked
package dev.clew.benchmarks;

import org.jspecify.annotations.NullMarked;
