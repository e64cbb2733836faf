/**
 * Rewrites labels by rules, as Prometheus does to targets and to what they expose. Start here:
 * {@link dev.clew.collector.scrape.relabel.RelabelRule}.
 */
@NullMarked
package dev.clew.collector.scrape.relabel;

import org.jspecify.annotations.NullMarked;
