/**
 * Measures the metrics store by itself, without ports and buffer. Start here: {@link
 * dev.clew.benchmarks.samples.SampleLoop}.
 */
@NullMarked
package dev.clew.benchmarks.samples;

import org.jspecify.annotations.NullMarked;
