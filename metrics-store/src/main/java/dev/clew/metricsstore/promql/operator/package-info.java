/** PromQL's binary operators. Start here: {@link BinaryEvaluation}. */
@NullMarked
package dev.clew.metricsstore.promql.operator;

import org.jspecify.annotations.NullMarked;
