/**
 * Answers LogQL queries. Start here: {@link dev.clew.logstore.logql.eval.LogEvaluation} for lines,
 * {@link dev.clew.logstore.logql.eval.MetricEvaluation} for numbers.
 */
@NullMarked
package dev.clew.logstore.logql.eval;

import org.jspecify.annotations.NullMarked;
