/**
 * Connections to the collector's ports before there is a request: how many there may be, and which
 * heads of requests are none. Start here: {@link dev.clew.collector.door.ConnectionGuard}.
 */
@NullMarked
package dev.clew.collector.door;

import org.jspecify.annotations.NullMarked;
