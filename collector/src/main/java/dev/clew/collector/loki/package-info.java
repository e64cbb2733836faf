/**
 * Takes log lines from the clients of Grafana Loki. Start here: {@link
 * dev.clew.collector.loki.LokiPushService}.
 */
@NullMarked
package dev.clew.collector.loki;

import org.jspecify.annotations.NullMarked;
