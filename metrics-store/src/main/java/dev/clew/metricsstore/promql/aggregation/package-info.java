/** PromQL's aggregations, one family per file. Start here: {@link Aggregations}. */
@NullMarked
package dev.clew.metricsstore.promql.aggregation;

import org.jspecify.annotations.NullMarked;
