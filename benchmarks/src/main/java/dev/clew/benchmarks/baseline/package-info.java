/**
 * Clew's log store beside the plain way to keep logs in Lucene, one document per record: same
 * records, same process settings, one after the other. Start here: {@link
 * dev.clew.benchmarks.baseline.Baseline}.
 */
@NullMarked
package dev.clew.benchmarks.baseline;

import org.jspecify.annotations.NullMarked;
