/** PromQL's functions, one family per file. Start here: {@link Functions}. */
@NullMarked
package dev.clew.metricsstore.promql.function;

import org.jspecify.annotations.NullMarked;
