/**
 * What a syntax tree is evaluated with, a series at a time over all steps. Start here: {@link
 * Evaluator}; the tree itself is walked by {@code ExpressionEvaluator} in the package above.
 */
@NullMarked
package dev.clew.metricsstore.promql.eval;

import org.jspecify.annotations.NullMarked;
