/**
 * Fetches metrics from targets as Prometheus does: by its own configuration file. Start here:
 * {@link dev.clew.collector.scrape.Scraper}.
 */
@NullMarked
package dev.clew.collector.scrape;

import org.jspecify.annotations.NullMarked;
