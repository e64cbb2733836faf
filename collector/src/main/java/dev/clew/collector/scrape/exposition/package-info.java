/**
 * Reads what targets expose: Prometheus' text format, OpenMetrics and Prometheus' protobuf. Start
 * here: {@link dev.clew.collector.scrape.exposition.Exposition}.
 */
@NullMarked
package dev.clew.collector.scrape.exposition;

import org.jspecify.annotations.NullMarked;
