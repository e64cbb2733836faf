/**
 * Range functions over floats at all steps at once, in time that grows with samples and steps. Each
 * stands for a function of the package {@code function}, which says what it yields. Start here:
 * {@link dev.clew.metricsstore.promql.rollup.RateRollup}.
 */
@NullMarked
package dev.clew.metricsstore.promql.rollup;

import org.jspecify.annotations.NullMarked;
