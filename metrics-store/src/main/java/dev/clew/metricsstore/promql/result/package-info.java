/**
 * What a query gives besides and instead of its values: annotations, figures, how it was worked
 * out. Start here: {@link dev.clew.metricsstore.promql.result.QueryResult}.
 */
@NullMarked
package dev.clew.metricsstore.promql.result;

import org.jspecify.annotations.NullMarked;
