/** Stores time series and answers PromQL. */
@NullMarked
package dev.clew.metricsstore;

import org.jspecify.annotations.NullMarked;
