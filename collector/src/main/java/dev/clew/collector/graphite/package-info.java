/**
 * Takes metrics from what sends to Graphite's Carbon: plaintext lines over TCP. Start here: {@link
 * dev.clew.collector.graphite.GraphiteReceiver}.
 */
@NullMarked
package dev.clew.collector.graphite;

import org.jspecify.annotations.NullMarked;
