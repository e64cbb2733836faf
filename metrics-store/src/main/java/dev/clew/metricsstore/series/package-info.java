/**
 * What the PromQL engine sees of stored time series. Start here: {@link
 * dev.clew.metricsstore.series.SeriesSource}.
 */
@NullMarked
package dev.clew.metricsstore.series;

import org.jspecify.annotations.NullMarked;
