/** Prometheus' HTTP API. Start here: {@link PrometheusApi}. */
@NullMarked
package dev.clew.metricsstore.http;

import org.jspecify.annotations.NullMarked;
