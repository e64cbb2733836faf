/**
 * PromQL over a {@link dev.clew.metricsstore.series.SeriesSource}. Start here: {@link
 * PromqlEngine}.
 */
@NullMarked
package dev.clew.metricsstore.promql;

import org.jspecify.annotations.NullMarked;
