/** Takes telemetry in: decode, check, buffer, answer. One package per protocol. */
@NullMarked
package dev.clew.collector;

import org.jspecify.annotations.NullMarked;
