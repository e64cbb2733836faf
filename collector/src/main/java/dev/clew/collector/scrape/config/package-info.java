/**
 * Prometheus' configuration file, as far as it is about scraping. Start here: {@link
 * dev.clew.collector.scrape.config.ScrapeFile}.
 */
@NullMarked
package dev.clew.collector.scrape.config;

import org.jspecify.annotations.NullMarked;
