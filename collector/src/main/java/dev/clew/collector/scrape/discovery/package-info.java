/**
 * Finds targets: in the configuration, in files, by asking a server. Start here: {@link
 * dev.clew.collector.scrape.discovery.Discovery}.
 */
@NullMarked
package dev.clew.collector.scrape.discovery;

import org.jspecify.annotations.NullMarked;
