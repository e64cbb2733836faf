/**
 * Clew about itself: the same figures at {@code /metrics} and in its own metrics store. Start here:
 * {@link dev.clew.packaging.telemetry.SelfMetrics}.
 */
@NullMarked
package dev.clew.packaging.telemetry;

import org.jspecify.annotations.NullMarked;
