/**
 * Targets, and the loops that scrape them. Start here: {@link
 * dev.clew.collector.scrape.target.ScrapePool}.
 */
@NullMarked
package dev.clew.collector.scrape.target;

import org.jspecify.annotations.NullMarked;
