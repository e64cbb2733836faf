/**
 * Gets bodies over HTTP within bounds of time and memory. Start here: {@link
 * dev.clew.collector.scrape.fetch.FetchClient}.
 */
@NullMarked
package dev.clew.collector.scrape.fetch;

import org.jspecify.annotations.NullMarked;
