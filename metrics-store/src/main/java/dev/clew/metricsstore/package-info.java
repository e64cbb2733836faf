/**
 * Time series: OTLP in, PromQL out. Start here: {@link dev.clew.metricsstore.MetricsStore} for how
 * samples are kept, {@link dev.clew.metricsstore.series.SeriesSource} for how they are read.
 */
@NullMarked
package dev.clew.metricsstore;

import org.jspecify.annotations.NullMarked;
