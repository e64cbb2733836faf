/** Load generator and micro-benchmarks. Nothing depends on this module. */
@NullMarked
package dev.clew.benchmarks;

import org.jspecify.annotations.NullMarked;
