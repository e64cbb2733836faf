/** Text to syntax tree, with Prometheus' messages. Start here: {@link Parser}. */
@NullMarked
package dev.clew.metricsstore.promql.parse;

import org.jspecify.annotations.NullMarked;
