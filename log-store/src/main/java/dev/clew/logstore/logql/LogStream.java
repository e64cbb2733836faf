package dev.clew.logstore.logql;

import dev.clew.model.Labels;
import java.util.List;

/**
 * Log lines with the same labels, in the order that was asked for.
 *
 * @param labels all of them, as Loki shows them by default
 * @param stream those that identify the stream
 * @param metadata those that were sent with the record: structured metadata
 * @param parsed those that stages of the query made, errors among them
 */
public record LogStream(
    Labels labels, Labels stream, Labels metadata, Labels parsed, List<LogEntry> entries) {
  public LogStream {
    entries = List.copyOf(entries);
  }

  /**
   * @param timeNanos nanoseconds since the Unix epoch
   * @param line the text, as the stages left it
   */
  public record LogEntry(long timeNanos, String line) {}
}
