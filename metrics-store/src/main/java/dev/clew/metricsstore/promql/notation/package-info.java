/** Numbers, durations and strings as Go and Prometheus write them. Start here: {@link Numbers}. */
@NullMarked
package dev.clew.metricsstore.promql.notation;

import org.jspecify.annotations.NullMarked;
