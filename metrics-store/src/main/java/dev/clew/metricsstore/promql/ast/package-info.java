/** The syntax tree of PromQL with positions. Start here: {@link Expression}. */
@NullMarked
package dev.clew.metricsstore.promql.ast;

import org.jspecify.annotations.NullMarked;
