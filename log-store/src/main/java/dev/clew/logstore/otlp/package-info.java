/**
 * Reads OTLP log export requests into rows. Start here: {@link dev.clew.logstore.otlp.LogsReader}.
 */
@NullMarked
package dev.clew.logstore.otlp;

import org.jspecify.annotations.NullMarked;
