/**
 * What every receiver shares: what it hands over, and what it refuses and tells of it. Start here:
 * {@link dev.clew.collector.intake.Refusal}.
 */
@NullMarked
package dev.clew.collector.intake;

import org.jspecify.annotations.NullMarked;
