/**
 * PromQL on a store of its own, without a network. Start here: {@link
 * dev.clew.benchmarks.promql.QueryLoop}.
 */
@NullMarked
package dev.clew.benchmarks.promql;

import org.jspecify.annotations.NullMarked;
