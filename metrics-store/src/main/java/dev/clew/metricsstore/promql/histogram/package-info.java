/**
 * Arithmetic and estimation on histograms, classic and native. Start here: {@link
 * HistogramArithmetic}.
 */
@NullMarked
package dev.clew.metricsstore.promql.histogram;

import org.jspecify.annotations.NullMarked;
