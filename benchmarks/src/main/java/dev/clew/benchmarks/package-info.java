/**
 * Load generator and micro-benchmarks. Nothing depends on this module. Start here: {@link
 * dev.clew.benchmarks.LoadGenerator}.
 */
@NullMarked
package dev.clew.benchmarks;

import org.jspecify.annotations.NullMarked;
