/**
 * The calls of Prometheus' API that list labels and series, over HTTP. Start here: {@link
 * dev.clew.benchmarks.labels.LabelCalls}.
 */
@NullMarked
package dev.clew.benchmarks.labels;

import org.jspecify.annotations.NullMarked;
