/**
 * Runs the same data and queries through another Prometheus. Start here: {@link
 * dev.clew.metricsstore.promql.differential.PrometheusDifferentialIT}.
 */
@NullMarked
package dev.clew.metricsstore.promql.differential;

import org.jspecify.annotations.NullMarked;
