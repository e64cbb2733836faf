package dev.clew.logstore.pipes.flow;

import dev.clew.model.Attributes;
import dev.clew.model.LogRecord;

/**
 * A log record with everything that is known of it.
 *
 * @param severityDetected whether its severity was not sent, but found in what it says
 * @param bodyIds correlation IDs that are in its structured body only
 */
public record WholeRecord(LogRecord record, boolean severityDetected, Attributes bodyIds) {}
