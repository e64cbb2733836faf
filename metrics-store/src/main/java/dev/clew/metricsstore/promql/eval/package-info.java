/** Evaluates a syntax tree a series at a time over all steps. Start here: {@link Evaluator}. */
@NullMarked
package dev.clew.metricsstore.promql.eval;

import org.jspecify.annotations.NullMarked;
