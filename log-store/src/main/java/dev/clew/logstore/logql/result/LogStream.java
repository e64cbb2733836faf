package dev.clew.logstore.logql.result;

import dev.clew.model.Labels;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Log lines with the same labels, in the order that was asked for.
 *
 * @param labels all of them, as Loki shows them by default
 * @param stream those that identify the stream
 * @param metadata those that were sent with the record: structured metadata
 * @param parsed those that stages of the query made, errors among them
 * @param empty the names of those that stages made without a value, sorted; the others hold only
 *     labels that have one
 */
public record LogStream(
    Labels labels,
    Labels stream,
    Labels metadata,
    Labels parsed,
    List<String> empty,
    List<LogEntry> entries) {
  public LogStream {
    empty = List.copyOf(empty);
    entries = List.copyOf(entries);
  }

  /** The same labels with other lines. */
  public LogStream with(List<LogEntry> others) {
    return new LogStream(labels, stream, metadata, parsed, empty, others);
  }

  /** All labels, those without a value as well, sorted by name. */
  public Map<String, String> shown() {
    return withEmpty(labels);
  }

  /** Those that stages made, those without a value as well, sorted by name. */
  public Map<String, String> shownParsed() {
    return withEmpty(parsed);
  }

  private Map<String, String> withEmpty(Labels some) {
    if (empty.isEmpty()) {
      return some.asMap();
    }
    Map<String, String> all = new TreeMap<>(some.asMap());
    empty.forEach(name -> all.put(name, ""));
    return all;
  }

  /**
   * @param timeNanos nanoseconds since the Unix epoch
   * @param line the text, as the stages left it
   */
  public record LogEntry(long timeNanos, String line) {}
}
