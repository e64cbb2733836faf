/**
 * Bodies of requests: received, decompressed and held within the memory that all requests share.
 * Start here: {@link dev.clew.collector.body.Receiving}.
 */
@NullMarked
package dev.clew.collector.body;

import org.jspecify.annotations.NullMarked;
