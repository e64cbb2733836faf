/** What time it is, and how sure that is. Start here: {@link dev.clew.model.time.GuardedClock}. */
@NullMarked
package dev.clew.model.time;

import org.jspecify.annotations.NullMarked;
