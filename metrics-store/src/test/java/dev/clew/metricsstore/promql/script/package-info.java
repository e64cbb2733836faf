/** Runs scripts in Prometheus' test notation. Start here: {@link PromqlScript}. */
@NullMarked
package dev.clew.metricsstore.promql.script;

import org.jspecify.annotations.NullMarked;
