/**
 * The same samples, sent to Clew and to the servers that people would run instead, on one machine
 * and in one run. Start here: {@link dev.clew.benchmarks.peers.Peers}.
 */
@NullMarked
package dev.clew.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
