/**
 * What the index of time series costs. Start here: {@link
 * dev.clew.benchmarks.index.SeriesIndexTimes}.
 */
@NullMarked
package dev.clew.benchmarks.index;

import org.jspecify.annotations.NullMarked;
