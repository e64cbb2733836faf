/**
 * A log store that is a list, and what it shares with the real one. Start here: {@link
 * dev.clew.logstore.twin.HeapLogs}.
 */
@NullMarked
package dev.clew.logstore.twin;

import org.jspecify.annotations.NullMarked;
