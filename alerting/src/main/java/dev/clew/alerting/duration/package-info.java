/**
 * Durations as Prometheus writes them. Start here: {@link
 * dev.clew.alerting.duration.PrometheusDuration}.
 */
@NullMarked
package dev.clew.alerting.duration;

import org.jspecify.annotations.NullMarked;
