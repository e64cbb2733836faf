/**
 * Loki's HTTP API, for Grafana and other clients of Loki. Start here: {@link
 * dev.clew.logstore.loki.LokiApi}.
 */
@NullMarked
package dev.clew.logstore.loki;

import org.jspecify.annotations.NullMarked;
