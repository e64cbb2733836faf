/**
 * Turns OTLP export requests into samples of Prometheus series without building an object per
 * point. Start here: {@link dev.clew.metricsstore.otlp.OtlpMetricsReader}.
 */
@NullMarked
package dev.clew.metricsstore.otlp;

import org.jspecify.annotations.NullMarked;
