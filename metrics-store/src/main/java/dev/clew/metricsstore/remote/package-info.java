/**
 * Prometheus' remote read: stored samples for another Prometheus to evaluate. Start here: {@link
 * dev.clew.metricsstore.remote.RemoteReadApi}.
 */
@NullMarked
package dev.clew.metricsstore.remote;

import org.jspecify.annotations.NullMarked;
