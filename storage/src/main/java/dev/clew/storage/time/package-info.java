/**
 * Tells a clock that was set wrong from time that has passed, so that no data is dropped because of
 * the first. Start here: {@link dev.clew.storage.time.WitnessedClock}.
 */
@NullMarked
package dev.clew.storage.time;

import org.jspecify.annotations.NullMarked;
