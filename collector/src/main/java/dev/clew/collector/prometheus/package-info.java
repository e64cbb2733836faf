/**
 * Prometheus as a source of metrics. Start here: {@link
 * dev.clew.collector.prometheus.PrometheusBatch}.
 */
@NullMarked
package dev.clew.collector.prometheus;

import org.jspecify.annotations.NullMarked;
