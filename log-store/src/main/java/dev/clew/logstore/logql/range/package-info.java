/**
 * Ranges of LogQL, step by step: what a window of samples comes to. Start here: {@link
 * dev.clew.logstore.logql.range.RangeSeries}.
 */
@NullMarked
package dev.clew.logstore.logql.range;

import org.jspecify.annotations.NullMarked;
