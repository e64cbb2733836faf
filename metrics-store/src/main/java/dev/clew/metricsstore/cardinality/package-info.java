/**
 * How many series there are and where they come from. Start here: {@link
 * dev.clew.metricsstore.cardinality.SeriesStatistics}.
 */
@NullMarked
package dev.clew.metricsstore.cardinality;

import org.jspecify.annotations.NullMarked;
